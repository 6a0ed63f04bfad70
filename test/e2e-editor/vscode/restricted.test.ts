import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { isVsCodeReady, openWindow, type Window } from './window.ts'

/** Longer than a program takes to start that is started as soon as the extension is there. */
const aWhile = 3_000

/** A workspace that would have a program of its own run as soon as it is opened. */
const openTrap = (trusted: boolean) =>
  openWindow({
    trusted,
    files: (folder) => ({
      'trap.sh': '#!/bin/sh\n: > "$0.sprung"\n',
      '.vscode/settings.json': JSON.stringify({
        'governance.cli.path': `${folder}/trap.sh`,
        'governance.activity.enabled': true,
      }),
    }),
  })
const isSprung = ({ folder }: Window) => existsSync(join(folder, 'trap.sh.sprung'))

describe.skipIf(!isVsCodeReady)('a workspace in VS Code', () => {
  let window: Window
  afterEach(() => window?.close())

  async function openPolicy(): Promise<void> {
    await window.open('governance-policy.yaml')
    await window.page.waitForSelector('.squiggly-error', { timeout: 60_000 })
  }

  it('that is not trusted is checked all the same, and none of its programs is run', async () => {
    window = await openTrap(false)
    await openPolicy()
    await window.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor()
    await window.page.keyboard.press('F1')
    await window.page.keyboard.type('Governance: ')
    const offered = window.page.locator('.quick-input-list .monaco-list-row')
    await offered.filter({ hasText: 'Governance: New Policy' }).waitFor()
    await window.shot('restricted')
    expect(await offered.filter({ hasText: 'Governance: Open the Audit Trail' }).count()).toBe(0)
    await pause(aWhile)
    expect(isSprung(window)).toBe(false)
  })

  it('that is trusted has the program run that counts what its agents did', async () => {
    window = await openTrap(true)
    await openPolicy()
    await expect.poll(() => isSprung(window), { timeout: aWhile }).toBe(true)
  })
})

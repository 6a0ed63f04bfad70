import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { permissivePolicy } from '../workspace.ts'
import { isVsCodeReady, openWindow, type Window } from './window.ts'

const bare = 'services:\n  agent:\n    image: my-agent-image\n'
const valid = permissivePolicy.replace('denyLocalNetwrk', 'denyLocalNetwork')
/** Below node_modules the language server reports nothing by itself: what shows there is from the task. */
const linted = 'node_modules/elsewhere/policy.yaml'
const task = {
  label: 'lint',
  type: 'process',
  command: process.execPath,
  args: [resolve('bin/governance'), 'lint', '--format', 'github', linted],
  problemMatcher: '$governance',
}

describe.skipIf(!isVsCodeReady)('commands in VS Code', () => {
  let window: Window
  let page: Page

  beforeAll(async () => {
    window = await openWindow({
      files: (folder) => ({
        'governance-policy.yaml': valid,
        'compose.bare.yaml': bare,
        [linted]: permissivePolicy,
        '.vscode/tasks.json': JSON.stringify({ version: '2.0.0', tasks: [task] }),
        '.vscode/settings.json': JSON.stringify({ 'governance.cli.path': `${folder}/trail.sh` }),
        'trail.sh': '#!/bin/sh\necho "asked: $*"\nexec sleep 60\n',
      }),
    })
    page = window.page
    await window.open('governance-policy.yaml')
    await page.waitForSelector('.squiggly-warning', { timeout: 60_000 })
  })
  afterAll(() => window?.close())

  async function closeWithoutSaving(): Promise<void> {
    await window.run('View: Revert and Close Editor')
  }

  it('opens a new policy in which nothing is found', async () => {
    await window.run('Governance: New Policy')
    await window.activeTab('governance-policy-2.yaml')
    await expect.poll(window.text).toContain('kind: GovernancePolicy')
    const hint = page.locator('.monaco-editor', { hasText: '= 1 day' })
    await hint.first().waitFor({ timeout: 20_000 }) // so the server has seen it
    expect(await page.locator('.squiggly-error, .squiggly-warning').count()).toBe(0)
    await window.shot('new-policy')
    await closeWithoutSaving()
  })

  it('attaches a policy to a Compose file, in two lines', async () => {
    await window.open('compose.bare.yaml')
    await window.run('Governance: Attach a Policy to a Compose File')
    await expect.poll(window.text).toContain('policy: ./governance-policy.yaml')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+s')
    await window.shot('attached')
    await expect
      .poll(() => readFile(join(window.folder, 'compose.bare.yaml'), 'utf8'))
      .toBe(`${bare}x-docker-ai-governance:\n  policy: ./governance-policy.yaml\n`)
  })

  it('shows in words what the policies of a file allow together', async () => {
    await window.run('Governance: Show Effective Policy')
    await expect.poll(window.webviewText, { timeout: 30_000 }).toContain('GITHUB_TOKEN')
    await window.shot('effective-policy')
    await page.keyboard.press('Control+w')
  })

  it('offers its snippets', async () => {
    await window.run('File: New Untitled Text File')
    await window.run('Change Language Mode')
    await window.pick('YAML')
    await window.run('Snippets: Insert Snippet')
    await window.pick('governance-policy')
    await expect.poll(window.text).toContain('apiVersion: ai.docker.com/v1')
    await window.shot('snippet')
    await closeWithoutSaving()
  })

  it('leads through the first policy', async () => {
    await window.run('Welcome: Open Walkthrough')
    await window.pick('Govern an AI agent')
    await page.locator('.getting-started-step', { hasText: 'Write down what it may do' }).waitFor()
    await expect.poll(window.webviewText, { timeout: 30_000 }).toContain('allowedDomains')
    await window.shot('walkthrough')
  })

  it('reads what governance lint prints in a task', async () => {
    await window.run('Tasks: Run Task')
    await window.pick('lint')
    await window.run('View: Focus Problems')
    const rule = page.locator('.markers-panel .monaco-list-row', { hasText: 'denyLocalNetwrk' })
    await rule.first().waitFor({ timeout: 30_000 })
    await window.shot('problems')
    expect(await page.locator('.markers-panel').innerText()).not.toContain('%0A')
  })

  it('follows the trail in a terminal', async () => {
    await window.run('Governance: Open the Audit Trail')
    const terminal = page.locator('.xterm-rows', { hasText: 'asked: logs --since 24h --follow' })
    await terminal.first().waitFor({ timeout: 30_000 })
    await window.shot('trail')
  })
})

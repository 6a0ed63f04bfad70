import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isVsCodeReady, openWindow, type Window } from './window.ts'

describe.skipIf(!isVsCodeReady)('editing in VS Code', () => {
  let window: Window
  let page: Page

  beforeAll(async () => {
    window = await openWindow()
    page = window.page
    await window.open('governance-policy.yaml')
    await page.waitForSelector('.squiggly-error', { timeout: 60_000 })
  })
  afterAll(() => window?.close())

  it('underlines what is wrong and what is too permissive', async () => {
    expect(await page.locator('.squiggly-error').count()).toBeGreaterThan(0)
    expect(await page.locator('.squiggly-warning').count()).toBeGreaterThan(0)
    await window.shot('squiggles')
  })

  it('says beside the language how many findings there are', async () => {
    const status = page.locator('[id="status.languageStatus"] a')
    await status.hover()
    const entry = page.locator('.hover-language-status', { hasText: 'Governance: 2 to look at' })
    await entry.first().waitFor({ timeout: 20_000 })
    await window.shot('status')
    await page.locator('.monaco-editor .view-line').first().click()
  })

  it('says in words what a line allows', async () => {
    await window.goTo(8, 10)
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Control+i')
    const hover = page.locator('.monaco-hover-content', { hasText: 'every public name' })
    await hover.first().waitFor({ timeout: 20_000 })
    await window.shot('hover')
    await page.keyboard.press('Escape')
  })

  it('applies a quick fix', async () => {
    await window.goTo(9, 8)
    await page.keyboard.press('Control+.')
    await page.locator('.action-widget').waitFor({ timeout: 20_000 })
    await window.shot('quick-fix')
    await page.keyboard.press('Enter')
    await expect.poll(window.text, { timeout: 20_000 }).toContain('denyLocalNetwork: true')
    await page.waitForSelector('.squiggly-error', { state: 'detached', timeout: 20_000 })
  })

  it('completes credentials with what they are for', async () => {
    await window.goTo(11, 31)
    await page.keyboard.type(', ')
    await page.keyboard.press('Control+Space')
    const item = page.locator('.suggest-widget .monaco-list-row', { hasText: 'ANTHROPIC_API_KEY' })
    await item.first().waitFor({ timeout: 20_000 })
    await window.shot('completion')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Backspace')
  })

  it('mends everything that can be mended, by command', async () => {
    await window.goTo(9, 21)
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Backspace')
    await page.waitForSelector('.squiggly-error', { timeout: 20_000 })
    await window.run('Governance: Fix Everything That Can Be Fixed')
    await expect.poll(window.text, { timeout: 20_000 }).toContain('denyLocalNetwork: true')
  })

  it('jumps from the Compose file to the policy', async () => {
    await window.open('docker-compose.yml')
    await window.goTo(7, 16)
    const summary = page.locator('.monaco-editor', { hasText: 'agent-policy-001: 1 domain' })
    await summary.first().waitFor({ timeout: 20_000 })
    await window.shot('compose')
    await page.keyboard.press('F12')
    await window.activeTab('governance-policy.yaml')
  })
})

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editorWorkspace } from './workspace.ts'

/**
 * Visual Studio Code itself, served by code-server to a browser without a head. Both are large, so they are not
 * dependencies: GOVERNANCE_CODE_SERVER names a folder in which `npm i --ignore-scripts code-server@4.100.3 playwright-core`
 * was run and its native modules built (docs/editor.md has the commands), and `chromium` is on the PATH.
 */
const install = process.env.GOVERNANCE_CODE_SERVER ?? ''
const entry = join(install, 'node_modules/code-server/out/node/entry.js')
const extension = new URL('../../dist/docker-ai-governance.vsix', import.meta.url).pathname
const screenshots = process.env.GOVERNANCE_SCREENSHOTS
const ready = install !== '' && existsSync(entry) && existsSync(extension)
if (!ready)
  console.warn(
    'left out: the extension in VS Code (GOVERNANCE_CODE_SERVER and npm run package:vscode are needed)',
  )

// biome-ignore lint/suspicious/noExplicitAny: playwright-core is not a dependency, so its types are not here
type Page = any

describe.skipIf(!ready)('VS Code', () => {
  let space: Awaited<ReturnType<typeof editorWorkspace>>
  let server: ChildProcess
  let browser: { newPage(options: object): Promise<Page>; close(): Promise<void> }
  let page: Page

  beforeAll(async () => {
    space = await editorWorkspace()
    const [data, extensions] = [join(space.root, 'data'), join(space.root, 'extensions')]
    await mkdir(join(data, 'User'), { recursive: true })
    await writeFile(
      join(data, 'User/settings.json'),
      JSON.stringify({
        'workbench.startupEditor': 'none',
        'telemetry.telemetryLevel': 'off',
        'editor.hover.delay': 100,
      }),
    )
    const env = { ...process.env, HOME: space.home }
    const common = ['--user-data-dir', data, '--extensions-dir', extensions]
    const installed = spawnSync(
      process.execPath,
      [entry, ...common, '--install-extension', extension],
      { env, encoding: 'utf8' },
    )
    expect(installed.stdout + installed.stderr).toContain('successfully installed')
    const port = await freePort()
    server = spawn(
      process.execPath,
      [
        entry,
        ...common,
        '--auth',
        'none',
        '--bind-addr',
        `127.0.0.1:${port}`,
        '--disable-telemetry',
        '--disable-update-check',
        '--disable-workspace-trust',
        space.folder,
      ],
      { env, stdio: 'ignore' },
    )
    const { chromium } = await import(join(install, 'node_modules/playwright-core/index.mjs'))
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    for (let tries = 0; tries < 60; tries += 1) {
      const answered = await page.goto(`http://127.0.0.1:${port}/?folder=${space.folder}`).then(
        () => true,
        () => false,
      )
      if (answered) break
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    await open('governance-policy.yaml')
    await page.waitForSelector('.squiggly-error', { timeout: 60_000 })
  })

  afterAll(async () => {
    await browser?.close()
    if (server && server.exitCode === null) {
      server.kill()
      await once(server, 'exit')
    }
    await space?.remove()
  })

  async function open(name: string): Promise<void> {
    const item = page.locator('.explorer-folders-view .monaco-list-row', { hasText: name })
    await item.first().waitFor({ timeout: 60_000 })
    await item.first().dblclick()
    await page.locator('.tab.active', { hasText: name }).waitFor()
    await page.locator('.monaco-editor .view-line').first().click()
  }

  async function goTo(line: number, column: number): Promise<void> {
    await page.keyboard.press('Control+g')
    await page.locator('.quick-input-widget input').waitFor()
    await page.keyboard.type(`${line}:${column}`)
    await page.keyboard.press('Enter')
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' })
  }

  async function shot(name: string): Promise<void> {
    if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`) })
  }

  /** The text of the editor; Monaco writes spaces as no-break spaces. */
  async function text(): Promise<string> {
    const lines: string[] = await page.locator('.monaco-editor .view-line').allInnerTexts()
    return lines.join('\n').replaceAll('\u00a0', ' ')
  }

  it('underlines what is wrong and what is too permissive', async () => {
    expect(await page.locator('.squiggly-error').count()).toBeGreaterThan(0)
    expect(await page.locator('.squiggly-warning').count()).toBeGreaterThan(0)
    await shot('1-squiggles')
  })

  it('says in words what a line allows', async () => {
    await goTo(8, 10)
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Control+i')
    const hover = page.locator('.monaco-hover-content', { hasText: 'every public name' })
    await hover.first().waitFor({ timeout: 20_000 })
    await shot('2-hover')
    await page.keyboard.press('Escape')
  })

  it('applies a quick fix', async () => {
    await goTo(9, 8)
    await page.keyboard.press('Control+.')
    await page.locator('.action-widget').waitFor({ timeout: 20_000 })
    await shot('3-quick-fix')
    await page.keyboard.press('Enter')
    await expect.poll(text, { timeout: 20_000 }).toContain('denyLocalNetwork: true')
    await page.waitForSelector('.squiggly-error', { state: 'detached', timeout: 20_000 })
    await shot('4-fixed')
  })

  it('completes credentials with what they are for', async () => {
    await goTo(11, 31)
    await page.keyboard.type(', ')
    await page.keyboard.press('Control+Space')
    const item = page.locator('.suggest-widget .monaco-list-row', { hasText: 'ANTHROPIC_API_KEY' })
    await item.first().waitFor({ timeout: 20_000 })
    await shot('5-completion')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Backspace')
  })

  it('jumps from the Compose file to the policy', async () => {
    await open('docker-compose.yml')
    await goTo(7, 16)
    await page
      .locator('.monaco-editor', { hasText: 'agent-policy-001: 1 domain' })
      .first()
      .waitFor({ timeout: 20_000 })
    await shot('6-compose')
    await page.keyboard.press('F12')
    await page
      .locator('.tab.active', { hasText: 'governance-policy.yaml' })
      .waitFor({ timeout: 20_000 })
    await shot('7-definition')
  })
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  return port
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { editorWorkspace } from '../workspace.ts'

/*
 * Visual Studio Code itself, served by code-server to a browser without a head. Both are large, so they are no
 * dependencies: `npm run test:vscode` installs them once into a folder beside the test engines and runs these tests.
 */
const install = process.env.GOVERNANCE_CODE_SERVER ?? ''
const extension = process.env.GOVERNANCE_VSIX ?? ''
const screenshots = process.env.GOVERNANCE_SCREENSHOTS
const entry = join(install, 'node_modules/code-server/out/node/entry.js')

/** Whether there is a VS Code to test in. */
export const isVsCodeReady = install !== '' && existsSync(entry) && existsSync(extension)
if (!isVsCodeReady) console.warn('left out: the extension in VS Code (npm run test:vscode runs it)')

export interface WindowOptions {
  /**
   * Files of the workspace in this folder, besides the policy and the Compose file that every workspace here has;
   * those that begin with `#!` are programs.
   */
  files?: (folder: string) => Record<string, string>
  /** Whether the user trusts the workspace; default: true. */
  trusted?: boolean
}

export type Window = Awaited<ReturnType<typeof openWindow>>

/** A window of VS Code with the extension and a workspace of its own. */
export async function openWindow({ files = () => ({}), trusted = true }: WindowOptions = {}) {
  const space = await editorWorkspace()
  for (const [name, text] of Object.entries(files(space.folder))) {
    await mkdir(join(space.folder, name, '..'), { recursive: true })
    await writeFile(join(space.folder, name), text, text.startsWith('#!') ? { mode: 0o755 } : {})
  }
  const server = await startServer(space, trusted)
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  const page: Page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await reach(page, `http://127.0.0.1:${server.port}/?folder=${space.folder}`)

  /** Opens a file of the workspace's root from the explorer (quick open needs a program that code-server lacks). */
  async function open(name: string): Promise<void> {
    const item = page.locator('.explorer-folders-view .monaco-list-row', { hasText: name })
    await item.first().waitFor({ timeout: 60_000 })
    await item.first().dblclick()
    await activeTab(name)
    await page.locator('.monaco-editor .view-line').first().click()
  }

  async function activeTab(name: string): Promise<void> {
    await page.locator('.tab.active', { hasText: name }).waitFor({ timeout: 20_000 })
  }

  async function goTo(line: number, column: number): Promise<void> {
    await page.keyboard.press('Control+g')
    await page.locator('.quick-input-widget input').waitFor()
    await page.keyboard.type(`${line}:${column}`)
    await page.keyboard.press('Enter')
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' })
  }

  /** Runs a command by its title, as a user does in the command palette. */
  async function run(title: string): Promise<void> {
    await page.keyboard.press('F1')
    await pick(title)
  }

  /** Chooses an entry of the list that is open. */
  async function pick(label: string): Promise<void> {
    await page.locator('.quick-input-widget input').waitFor()
    await page.keyboard.type(label)
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: label })
    await row.first().waitFor({ timeout: 20_000 })
    await row.first().click()
  }

  /** The text that is in view; Monaco writes spaces as no-break spaces. */
  async function text(): Promise<string> {
    const lines: string[] = await page
      .locator('.editor-group-container.active .monaco-editor .view-line')
      .allInnerTexts()
    return lines.join('\n').replaceAll('\u00a0', ' ')
  }

  /** The text of all web views, such as the preview of Markdown. */
  async function webviewText(): Promise<string> {
    const texts = await Promise.all<unknown>(
      page
        .frames()
        .slice(1)
        .map((frame) => frame.evaluate('document.body?.innerText ?? ""').catch(() => '')),
    )
    return texts.join('\n')
  }

  async function shot(name: string): Promise<void> {
    if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`) })
  }

  async function close(): Promise<void> {
    await browser.close()
    await server.stop()
    await space.remove()
  }

  return {
    page,
    folder: space.folder,
    open,
    activeTab,
    goTo,
    run,
    pick,
    text,
    webviewText,
    shot,
    close,
  }
}

type Space = Awaited<ReturnType<typeof editorWorkspace>>

async function startServer(space: Space, trusted: boolean) {
  const [data, extensions] = [join(space.root, 'data'), join(space.root, 'extensions')]
  await mkdir(join(data, 'User'), { recursive: true })
  const settings = {
    'workbench.startupEditor': 'none',
    'telemetry.telemetryLevel': 'off',
    'editor.hover.delay': 100,
    'security.workspace.trust.startupPrompt': 'never',
    // Drawn as text, not on a canvas, so that a test can read it.
    'terminal.integrated.gpuAcceleration': 'off',
  }
  await writeFile(join(data, 'User/settings.json'), JSON.stringify(settings))
  const env = { ...process.env, HOME: space.home }
  const common = ['--user-data-dir', data, '--extensions-dir', extensions]
  const installed = spawnSync(
    process.execPath,
    [entry, ...common, '--install-extension', extension],
    { env, encoding: 'utf8' },
  )
  expect(installed.stdout + installed.stderr).toContain('successfully installed')
  const port = await freePort()
  const args = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry']
  if (trusted) args.push('--disable-workspace-trust')
  const server: ChildProcess = spawn(
    process.execPath,
    [entry, ...common, ...args, '--disable-update-check', space.folder],
    { env, stdio: 'ignore' },
  )
  const stop = async () => {
    if (server.exitCode !== null) return
    server.kill()
    await once(server, 'exit')
  }
  return { port, stop }
}

/** Loads the page as soon as the server listens. */
async function reach(page: Page, url: string): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    const answered = await page.goto(url).then(
      () => true,
      () => false,
    )
    if (answered) return
    await pause(500)
  }
  throw new Error(`code-server does not answer at ${url}`)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  return port
}

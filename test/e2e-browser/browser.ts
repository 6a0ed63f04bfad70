import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import type { Served } from '../support/dashboard/serve.ts'

/** Starts Chromium without a head. Root has no sandbox for it, and the pages are our own. */
export function startBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
}

export interface Visit {
  page: Page
  /** What the browser complained about: errors of the script, refused loads, violated policies. */
  complaints: string[]
  /** Addresses of everything that was asked for. */
  requests: string[]
  close(): Promise<void>
}

export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 800 },
  isMobile: true,
  hasTouch: true,
}

/** Opens the dashboard's link, as a person does who was given it. */
export async function visit(
  browser: Browser,
  served: Served,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(served.dashboard.url)
  await page.waitForFunction(() => document.querySelector('.pulse')?.textContent?.includes('live'))
  return { page, complaints, requests, close: () => context.close() }
}

import { writeFile } from 'node:fs/promises'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Status } from '../../dashboard/wire.ts'
import {
  blockedHost,
  day,
  eventAt,
  hostile,
  hostileEvents,
  status,
  toolCall,
} from '../support/dashboard/scene.ts'
import { type Served, type ServeOptions, serveDashboard } from '../support/dashboard/serve.ts'
import { phone, startBrowser, type Visit, visit } from './browser.ts'

const program = inject('browser')

describe.skipIf(program === '')('the dashboard in a browser', () => {
  let browser: Browser
  let served: Served
  let visited: Visit

  beforeAll(async () => {
    browser = await startBrowser(program)
  })
  afterAll(() => browser?.close())

  /** Every page is held to this, whatever the test is about. */
  afterEach(async () => {
    expect(visited.complaints).toEqual([])
    expect(visited.requests.filter((url) => !url.startsWith(served.origin))).toEqual([])
    expect(served.errors).toEqual([])
    await visited.close()
    await served.close()
  })

  async function open(
    options: ServeOptions = { events: day() },
    context: Parameters<typeof visit>[2] = {},
  ): Promise<Page> {
    served = await serveDashboard(options)
    visited = await visit(browser, served, context)
    return visited.page
  }

  const rows = (page: Page) => page.locator('#list .row')
  const matter = (page: Page, text: string) => rows(page).filter({ hasText: text }).first()

  describe('what is there', () => {
    it('shows violations first, each matter once, the latest at the top', async () => {
      const page = await open()
      await expect.poll(() => rows(page).count()).toBe(6)
      const texts = await rows(page).allTextContents()
      expect(texts[0]).toContain('registry.npmjs.org:443')
      expect(texts[1]).toContain('mail/send_email')
      expect(texts.find((text) => text.includes('pypi.org'))).toContain('41 ×')
      expect(await page.locator('#figures').textContent()).toMatch(/45 blocked .*5 matters/)
    })

    it('takes the token out of the address bar, and works after a reload', async () => {
      const page = await open()
      expect(page.url()).toBe(`${served.origin}/`)
      expect(visited.requests.join(' ')).not.toContain(served.token)
      await page.reload()
      await expect.poll(() => rows(page).count()).toBe(6)
    })

    it('is reached from a file that sends the browser on, as --open does', async () => {
      const page = await open()
      const file = `${served.policy}.html`
      const { url } = served.dashboard
      await writeFile(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${url}">`)
      await page.goto('about:blank')
      await page.goto(`file://${file}`)
      await page.waitForURL(`${served.origin}/`)
      await expect.poll(() => rows(page).count()).toBe(6)
      visited.requests.splice(0, visited.requests.findIndex((url) => url.startsWith('file:')) + 1)
    })

    it('says what it needs when it is opened without its link', async () => {
      await open()
      const other = await browser.newContext()
      const page = await other.newPage()
      await page.goto(served.origin)
      expect(await page.locator('main').textContent()).toContain('governance dashboard')
      await other.close()
    })

    it('says what runs under which policy, and how long leases have left', async () => {
      const page = await open()
      await page.getByRole('tab', { name: 'Running' }).click()
      const sheet = page.locator('.sheet')
      await expect.poll(() => sheet.textContent()).toContain('agent-policy-001')
      expect(await sheet.getByRole('row', { name: /governance-gateway/ }).textContent()).toContain(
        'unhealthy',
      )
      expect(await sheet.getByRole('row', { name: /GITHUB_TOKEN/ }).textContent()).toMatch(
        /active4[01] min/,
      )
    })

    it('shows what it can without an engine, with the reason', async () => {
      const reason = 'No Docker engine can be reached: it is not started.'
      const page = await open({
        events: day(),
        status: async (): Promise<Status> => ({
          engine: { ok: false, reason },
          projects: [],
          leases: [],
          notes: [],
        }),
      })
      await expect.poll(() => page.locator('#notice').textContent()).toContain(reason)
      expect(await rows(page).count()).toBe(6)
      await page.getByRole('tab', { name: 'Running' }).click()
      await expect.poll(() => page.locator('.sheet').textContent()).toContain('Seen in the trail')
    })

    it('says the next step where there is nothing yet', async () => {
      const page = await open({})
      await expect
        .poll(() => page.locator('#list').textContent())
        .toContain('governance compose up')
    })
  })

  describe('what happens', () => {
    it('appears at once, in the list, in the figures and among the matters', async () => {
      const page = await open()
      served.happen(blockedHost(0, 'fresh.example:443'))
      await matter(page, 'fresh.example:443').waitFor({ timeout: 2_000 })
      await expect.poll(() => page.locator('#figures').textContent()).toContain('46 blocked')
      await page.keyboard.press('2')
      served.happen(toolCall(0, 'files/fresh_tool'))
      await matter(page, 'files/fresh_tool').waitFor({ timeout: 2_000 })
    })

    it('does not move the list under the eyes of who reads further down', async () => {
      const page = await open({
        events: Array.from({ length: 500 }, (_, i) =>
          eventAt(i + 1, { resource: `h${i}.example:443` }),
        ),
      })
      await page.keyboard.press('2')
      const list = page.getByRole('listbox')
      await list.evaluate((element) => {
        element.scrollTop = 3_000
      })
      const target = matter(page, 'h105.example')
      await target.waitFor()
      const before = await target.boundingBox()
      served.happen(...Array.from({ length: 7 }, () => eventAt(0)))
      await expect.poll(() => page.locator('.pulse').textContent()).toContain('507 events')
      await expect
        .poll(async () => (await matter(page, 'h105.example').boundingBox())?.y)
        .toBe(before?.y)
      await page.getByRole('button', { name: '7 new decisions' }).click()
      await expect.poll(() => list.evaluate((element) => element.scrollTop)).toBe(0)
      await expect.poll(() => page.locator('.newer').isVisible()).toBe(false)
    })

    it('says when the server is away, and goes on by itself when it is back', async () => {
      const page = await open()
      await page.route('**/api/live**', (route) => route.abort(), { times: 1 })
      await page.keyboard.press('/')
      await page.keyboard.type('after')
      await expect.poll(() => page.locator('.pulse').textContent()).toContain('not connected')
      served.happen(blockedHost(0, 'after.example:443'))
      await matter(page, 'after.example:443').waitFor({ timeout: 5_000 })
      expect(await page.locator('.pulse').textContent()).toContain('live')
      // The browser itself tells of the request that failed.
      expect(visited.complaints.splice(0)).toEqual([expect.stringContaining('ERR_FAILED')])
    })
  })

  describe('narrowing down', () => {
    it('searches as one types, in names and in reasons', async () => {
      const page = await open()
      await page.keyboard.press('/')
      await page.keyboard.type('metadata')
      await expect.poll(() => rows(page).count()).toBe(1)
      expect(await rows(page).first().textContent()).toContain('169.254.169.254')
      await page.keyboard.press('Escape')
      await page.keyboard.press('x')
      await expect.poll(() => rows(page).count()).toBe(6)
    })

    it('filters by a facet, says so, and takes it away again', async () => {
      const page = await open()
      const facet = page.locator('.facet button', { hasText: 'pypi.org' })
      await facet.click()
      await expect.poll(() => rows(page).count()).toBe(1)
      await page.locator('.chip', { hasText: 'domain: pypi.org' }).click()
      await expect.poll(() => rows(page).count()).toBe(6)
    })

    it('leaves the focus on the facet that was chosen by keyboard', async () => {
      const page = await open()
      await page.locator('.facet button', { hasText: 'pypi.org' }).focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => rows(page).count()).toBe(1)
      expect(await page.locator(':focus').textContent()).toContain('pypi.org')
      await page.keyboard.press('Enter')
      await expect.poll(() => rows(page).count()).toBe(6)
    })

    it('narrows to a bar of the timeline, by keyboard too', async () => {
      const page = await open()
      await page.getByRole('slider').focus()
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('Enter')
      await expect.poll(() => page.locator('.chip').count()).toBe(1)
      await expect.poll(() => page.locator('#figures').textContent()).not.toContain('45 blocked')
    })

    it('changes the range', async () => {
      const page = await open()
      await page.getByRole('radio', { name: 'last hour' }).check({ force: true })
      await expect.poll(() => page.locator('#figures').textContent()).not.toContain('45 blocked')
      expect(await matter(page, 'files.pythonhosted.org').count()).toBe(0)
    })

    it('says so when nothing matches', async () => {
      const page = await open()
      await page.locator('#search').fill('there is no such thing')
      await expect.poll(() => page.locator('#list').textContent()).toContain('Nothing matches')
    })
  })

  describe('one event', () => {
    it('is shown with the line that decided it and the edit that would allow it', async () => {
      const page = await open()
      await matter(page, 'pypi.org').click()
      const detail = page.locator('#detail')
      await expect.poll(() => detail.textContent()).toContain(`${served.policy}:8`)
      expect(await detail.locator('.diff .added').textContent()).toContain('- "pypi.org:443"')
      expect(await detail.locator('.record').textContent()).toContain('policyDigest')
    })

    it('is written to the policy only after a second word', async () => {
      const page = await open()
      const before = await served.policyText()
      await matter(page, 'pypi.org').click()
      await page.getByRole('button', { name: 'Apply…' }).click()
      expect(await served.policyText()).toBe(before)
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('button', { name: 'Apply…' }).click()
      await page.getByRole('button', { name: 'Write the file' }).click()
      await expect
        .poll(() => page.locator('.outcome').textContent())
        .toContain('governance compose reload')
      expect(await served.policyText()).toContain('      - "pypi.org:443"\n')
    })

    it('has no edit where no policy can allow it', async () => {
      const page = await open()
      await matter(page, '169.254.169.254').click()
      await expect
        .poll(() => page.locator('#detail').textContent())
        .toContain('no policy can allow it')
      expect(await page.getByRole('button', { name: 'Apply…' }).count()).toBe(0)
    })
  })

  it('leads from a permission never used to the edit that removes it', async () => {
    const page = await open()
    await page.getByRole('tab', { name: /Permissions/ }).click()
    await page.getByRole('button', { name: 'Remove… write_file' }).click()
    await expect
      .poll(() => page.locator('#detail .diff .removed').textContent())
      .toContain('- "write_file"')
    await page.getByRole('button', { name: 'Apply…' }).click()
    await page.getByRole('button', { name: 'Write the file' }).click()
    await expect.poll(() => served.policyText()).not.toContain('write_file')
    await expect
      .poll(() => page.getByRole('button', { name: 'Remove… write_file' }).count())
      .toBe(0)
  })

  it('works by keyboard alone', async () => {
    const page = await open()
    await expect.poll(() => rows(page).count()).toBe(6)
    await page.keyboard.press('l')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    const chosen = page.locator('.row[aria-selected="true"]')
    expect(await chosen.textContent()).toContain('mail/send_email')
    expect(await page.getByRole('listbox').getAttribute('aria-activedescendant')).toBe(
      await chosen.getAttribute('id'),
    )
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#detail').textContent()).toContain('send_email')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('detail')
    await page.keyboard.press('Escape')
    expect(await page.locator('#detail').isHidden()).toBe(true)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('listbox')
    await page.keyboard.press('3')
    await expect.poll(() => page.locator('.sheet').textContent()).toContain('never')
    await page.keyboard.press('?')
    await expect.poll(() => page.locator('dialog').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('dialog').isVisible()).toBe(false)
    // Everything else is in the order of focus.
    const reached = new Set<string>()
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab')
      reached.add(await page.evaluate(() => document.activeElement?.closest('[id]')?.id ?? ''))
    }
    for (const id of [
      'search',
      'range',
      'theme',
      'help',
      'figures',
      'timeline',
      'facet-lists',
      'tab-permissions',
      'list',
    ]) {
      expect(reached, id).toContain(id)
    }
  })

  describe('what an agent wrote', () => {
    it('is text on the page, whatever it looks like', async () => {
      const page = await open({ events: hostileEvents() })
      for (const key of ['1', '2', '4']) {
        await page.keyboard.press(key)
        await page.waitForTimeout(150)
        expect(await page.title()).toBe('Governance')
        expect(
          await page
            .locator('main script, main img, main iframe, main svg:not(.bars svg), main a')
            .count(),
        ).toBe(0)
      }
      await page.keyboard.press('1')
      for (const text of ['<img src=x', '<script>', '<svg onload']) {
        expect(await matter(page, text).count(), text).toBe(1)
      }
    })

    it('shows marks that turn text round and hide it, and no raw one is in the document', async () => {
      const page = await open({ events: hostileEvents() })
      await matter(page, '\\u{202e}exe.txt').click()
      await expect.poll(() => page.locator('#detail .record').textContent()).toContain('\\u{202e}')
      for (const key of ['1', '2', '4']) {
        await page.keyboard.press(key)
        await page.waitForTimeout(150)
        const raw = await page.evaluate(() =>
          /[\u0000-\u0008\u000b-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/.test(
            document.body.textContent ?? '',
          ),
        )
        expect(raw).toBe(false)
      }
    })

    it('neither widens the page nor reaches into the next row', async () => {
      const page = await open({ events: hostileEvents() }, phone)
      await rows(page).first().waitFor()
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      expect(wide).toBe(false)
      const heights = await rows(page).evaluateAll((all) =>
        all.map((row) => row.scrollHeight <= row.clientHeight + 4),
      )
      expect(heights.every(Boolean)).toBe(true)
      expect(hostile.length).toBeGreaterThan(8)
    })
  })

  describe('ten thousand events', () => {
    it('are a bounded document that scrolls, searches and opens quickly', async () => {
      const events = Array.from({ length: 10_000 }, (_, index) =>
        index % 10 ? eventAt(index / 8) : blockedHost(index / 8, `h${index}.example.net:443`),
      )
      const page = await open({ events })
      await page.keyboard.press('2')
      await expect
        .poll(() => page.getByRole('listbox').evaluate((list) => list.scrollHeight))
        .toBe(300_000)
      expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1_500)
      await page.keyboard.press('l')
      await page.keyboard.press('End')
      await expect
        .poll(() => page.locator('.row[aria-selected="true"]').getAttribute('aria-posinset'))
        .toBe('10000')
      const started = Date.now()
      await page.locator('#search').fill('h4210.example')
      await expect.poll(() => rows(page).count()).toBe(1)
      // Half of it is the pause after the last key; the machine may be busy.
      expect(Date.now() - started).toBeLessThan(8_000)
    })
  })

  describe('WCAG AA', () => {
    const cases = [
      ['light', 'a screen', {}],
      ['dark', 'a screen', {}],
      ['light', 'a phone', phone],
    ] as const

    it.each(cases)(
      'in %s on %s, in every view, with the detail open and the keys shown',
      async (theme, _, size) => {
        const page = await open(
          { events: day(), status: async () => status() },
          { ...size, colorScheme: theme },
        )
        await rows(page).first().waitFor()
        await check(page)
        await matter(page, 'send_email').click()
        await expect.poll(() => page.locator('#detail .caution').count()).toBe(1)
        await page.getByRole('button', { name: 'Apply…' }).click()
        await check(page)
        await page.getByRole('button', { name: 'Close the detail' }).click()
        for (const key of ['2', '3', '4']) {
          await page.keyboard.press(key)
          await page.waitForTimeout(200)
          await check(page)
        }
        await page.keyboard.press('?')
        await check(page)
      },
    )

    it('the theme can be chosen against the system, and is kept', async () => {
      const page = await open({ events: day() }, { colorScheme: 'light' })
      const background = () =>
        page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
      const light = await background()
      await page.keyboard.press('t')
      await page.keyboard.press('t')
      const dark = await background()
      expect(dark).not.toBe(light)
      await page.reload()
      expect(await background()).toBe(dark)
      await check(page)
    })
  })

  it('fits a phone: nothing is cut off, and all that is pressed is large enough', async () => {
    const page = await open({ events: day() }, phone)
    for (const key of ['1', '2', '3', '4']) {
      await page.keyboard.press(key)
      await page.waitForTimeout(150)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        390,
      )
    }
    await page.keyboard.press('1')
    await matter(page, 'pypi.org').tap()
    const detail = page.locator('#detail')
    await expect.poll(async () => (await detail.boundingBox())?.width).toBe(390)
    // WCAG 2.2, 2.5.8: 24 by 24 pixels.
    const small = await page
      .locator('button:visible')
      .evaluateAll((all) =>
        all
          .filter((each) => each.getBoundingClientRect().height < 24)
          .map((each) => each.textContent),
      )
    expect(small).toEqual([])
  })
})

/** What axe finds against WCAG 2.2 A and AA, contrast included. */
async function check(page: Page): Promise<void> {
  // By way of the debugger, which the page's own policy does not concern.
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(`${axe.source}; undefined`)
  const found = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe.run
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations } = await run(document, { runOnly: tags })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    )
  })
  expect(found).toEqual([])
}

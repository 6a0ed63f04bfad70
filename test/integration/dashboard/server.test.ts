import net from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { blockedHost, day, eventAt } from '../../support/dashboard/scene.ts'
import { type Served, serveDashboard } from '../../support/dashboard/serve.ts'
import { ask, live } from './asking.ts'

let served: Served
beforeAll(async () => {
  served = await serveDashboard({ events: day() })
})
afterAll(() => served.close())

const api = ['/api/live', '/api/event?id=x', '/api/policies', '/api/removal']

describe('who may ask', () => {
  it.each(api)('nobody gets %s without the token', async (path) => {
    for (const authorization of [
      undefined,
      'Bearer ',
      `Bearer ${'a'.repeat(43)}`,
      `Basic ${served.token}`,
      `Bearer ${served.token}x`,
      `Bearer ${served.token.slice(0, -1)}`,
    ]) {
      const { status, body } = await ask(served, path, { headers: { authorization } })
      expect([status, body]).toEqual([401, 'Open the link that governance dashboard printed.\n'])
    }
  })

  it('the token is taken from no URL and no cookie', async () => {
    const headers = { authorization: undefined, cookie: `token=${served.token}` }
    expect((await ask(served, `/api/policies?token=${served.token}`, { headers })).status).toBe(401)
  })

  it('no answer to anybody holds the token', async () => {
    for (const path of ['/', '/page.css', '/api/policies', '/nothing']) {
      const { body, headers } = await ask(served, path)
      expect(body + JSON.stringify(headers)).not.toContain(served.token)
    }
  })

  it.each([
    'evil.example',
    '127.0.0.1',
    'localhost:1',
    '127.0.0.1.evil.example',
    '[::1]',
    '',
    undefined,
  ])('a request for the host %s is none for this server (DNS rebinding)', async (host) => {
    for (const path of ['/', '/page.css', ...api]) {
      const { status } = await ask(served, path, { headers: { host } })
      expect([400, 403]).toContain(status)
    }
  })

  it.each([
    'http://evil.example',
    'https://127.0.0.1',
    'null',
    'http://127.0.0.1:1',
    'http://localhost',
  ])('a page of %s may not ask, even with the token', async (origin) => {
    for (const path of ['/', ...api]) {
      expect((await ask(served, path, { headers: { origin } })).status).toBe(403)
    }
  })

  it.each(['cross-site', 'same-site'])('what a browser calls %s is refused', async (site) => {
    const headers = { 'sec-fetch-site': site }
    expect((await ask(served, '/api/policies', { headers })).status).toBe(403)
  })

  it('a link may lead to the page from elsewhere, and to nothing else', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect((await ask(served, '/', { headers })).status).toBe(200)
    for (const path of api) expect((await ask(served, path, { headers })).status).toBe(403)
    expect((await ask(served, '/', { method: 'POST', headers })).status).toBe(403)
  })

  it('both names of loopback do, and it listens nowhere else', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const name = `${host}:${served.dashboard.port}`
      const headers = { host: name, origin: `http://${name}`, 'sec-fetch-site': 'same-origin' }
      expect((await ask(served, '/api/policies', { headers })).status).toBe(200)
    }
    const refused = await new Promise((resolve) => {
      const socket = net.connect(served.dashboard.port, '127.0.0.2')
      socket.once('error', () => resolve(true))
      socket.once('connect', () => resolve(false))
    })
    expect(refused).toBe(true)
  })
})

describe('what is answered', () => {
  it('carries a policy that runs nothing but the page, on every answer, refusals too', async () => {
    const answers = await Promise.all([
      ask(served, '/'),
      ask(served, '/page.css'),
      ask(served, '/api/policies'),
      ask(served, '/api/policies', { headers: { authorization: undefined } }),
      ask(served, '/api/policies', { headers: { host: 'evil.example' } }),
      ask(served, '/nothing'),
      ask(served, '/api/apply'),
    ])
    for (const { headers } of answers) {
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("require-trusted-types-for 'script'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|https?:|\*|data:/)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      })
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it('is its own page and nothing else on this disk', async () => {
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/%2e%2e/package.json',
      '//etc/passwd',
      '/page.css/../../../package.json',
      '/index.html%00',
      '/page.js.map',
      '/\\..\\..\\package.json',
      'http://evil.example/../../package.json',
    ]) {
      const { status, body } = await ask(served, path)
      expect([path, status]).toEqual([path, 404])
      expect(body).not.toContain('docker-ai-governance')
    }
  })

  it.each([
    ['POST', '/'],
    ['DELETE', '/api/policies'],
    ['GET', '/api/apply'],
    ['PUT', '/api/apply'],
    ['OPTIONS', '/api/apply'],
    ['HEAD', '/api/event'],
  ])('%s %s is not allowed', async (method, path) => {
    const { status, headers } = await ask(served, path, { method })
    expect(status).toBe(405)
    expect(headers.allow).toBeTruthy()
  })

  it('to an address that is none is a refusal, and the server goes on', async () => {
    expect((await ask(served, 'http://[')).status).toBe(400)
    expect((await ask(served, '/')).status).toBe(200)
  })
})

describe('a live page', () => {
  // While the past is read, what comes arrives with the next whole view instead of as rows.
  beforeAll(() =>
    vi.waitUntil(() => !served.dashboard.journal.state().reading, { timeout: 15_000 }),
  )

  it('gets what is there, then what happens, then what runs', async () => {
    const page = await live(served, 'q=live-test')
    await page.until((text) => text.includes('event: view'))
    served.happen(blockedHost(0, 'live-test.example:443'))
    const text = await page.until(
      (all) => all.includes('event: rows') && all.includes('event: status'),
    )
    expect(text).toContain('live-test.example:443')
    expect(text).toContain('governance-gateway')
    page.stop()
  })

  it('gets nothing that it did not ask for', async () => {
    const page = await live(served, 'q=only-this')
    served.happen(
      eventAt(0, { resource: 'other.example:443' }),
      eventAt(0, { resource: 'only-this.example:443' }),
    )
    const text = await page.until((all) => all.includes('only-this.example'))
    expect(text).not.toContain('other.example')
    page.stop()
  })

  it('cannot be led astray by a name that holds line ends', async () => {
    const page = await live(served, 'q=forged')
    served.happen(eventAt(0, { resource: 'forged\n\nevent: status\ndata: {}\n\n' }))
    const text = await page.until((all) => all.includes('event: rows'))
    const names = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name)
    expect(names.filter((name) => name === 'status').length).toBeLessThanOrEqual(2)
    expect(text).not.toMatch(/^data: \{\}$/m)
    page.stop()
  })

  it('is one of sixteen at most', async () => {
    const other = await serveDashboard()
    const pages = await Promise.all(Array.from({ length: 16 }, () => live(other)))
    expect((await ask(other, '/api/live')).status).toBe(503)
    pages[0]?.stop()
    await expect
      .poll(async () => {
        const page = await live(other)
        const isIn = page.text().includes('event: view') || page.text() === ''
        page.stop()
        return isIn
      })
      .toBe(true)
    for (const page of pages) page.stop()
    await other.close()
  })

  it('that reads nothing costs no memory without end, and others go on', async () => {
    const other = await serveDashboard()
    const slow = net.connect(other.dashboard.port, '127.0.0.1')
    slow.pause()
    slow.on('error', () => {})
    slow.write(
      `GET /api/live HTTP/1.1\r\nHost: 127.0.0.1:${other.dashboard.port}\r\nAuthorization: Bearer ${other.token}\r\n\r\n`,
    )
    const quick = await live(other, 'q=needle')
    const before = process.memoryUsage().rss
    for (let round = 0; round < 12; round += 1) {
      for (let index = 0; index < 4_000; index += 1)
        other.happen(eventAt(0, { reason: 'x'.repeat(400) }))
      await new Promise((resolve) => setTimeout(resolve, 260))
    }
    other.happen(eventAt(0, { resource: 'needle.example:443' }))
    await quick.until((all) => all.includes('needle.example'))
    // What is unsent is at most a view above the bound; the events themselves are some 100 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024)
    slow.destroy()
    quick.stop()
    await other.close()
    expect(other.errors).toEqual([])
  })
})

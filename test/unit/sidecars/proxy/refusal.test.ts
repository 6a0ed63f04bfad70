import { expect, it } from 'vitest'
import { policyRefusal, refusalBytes } from '../../../../sidecars/proxy/refusal.ts'

function statusLine(reason: string): string {
  const decision = { decision: 'blocked', policy: 'p', rule: 'network.allowedDomains', reason }
  return refusalBytes(policyRefusal(decision as never)).split('\r\n')[0] ?? ''
}

it('the status line says why, for clients that show nothing else', () => {
  expect(statusLine("'evil.test:443' matches nothing in allowedDomains")).toBe(
    "HTTP/1.1 403 Forbidden: 'evil.test:443' matches nothing in allowedDomains",
  )
})

it('whatever a reason holds, the status line stays one short line of printable characters', () => {
  for (const text of ['a\r\nSet-Cookie: x', 'a\nb\0c\x7f', 'naïve 🔥 \u2028', 'x'.repeat(10_000)]) {
    const line = statusLine(text)
    expect(line).toMatch(/^HTTP\/1\.1 403 Forbidden: [\x20-\x7e]+$/)
    expect(line.length).toBeLessThan(300)
  }
})

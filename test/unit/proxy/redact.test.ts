import { describe, expect, it } from 'vitest'
import { hidden, Redactor } from '../../../sidecars/proxy/leases/redact.ts'

const secret = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'
const lease = 'ghp_govleaseQ1w2E3r4T5y6U7i8O9p0A1s2D3f4'
const redactor = redactorOf(secret)

function redactorOf(secret: string): Redactor {
  const looked = hidden(new Map([[secret, lease]]))
  return new Redactor(() => looked)
}

/** What comes back when a tool gives the secret in these pieces, as items of one result. */
function givenBack(pieces: readonly string[]): string[] {
  const content = pieces.map((text) => ({ type: 'text', text }))
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { content } })
  const { result } = JSON.parse(redactor.bytes(Buffer.from(body)).toString())
  return result.content.map((item: { text: string }) => item.text)
}

describe('a secret that is given back in pieces', () => {
  it('case 19: cannot be put together again, wherever it is cut in two', () => {
    for (let cut = 1; cut < secret.length; cut += 1) {
      const pieces = givenBack([secret.slice(0, cut), secret.slice(cut)])
      expect(pieces.join('')).not.toBe(secret)
      expect(pieces.join('')).toHaveLength(secret.length)
    }
  })

  it('case 19: a long one cannot be put together of three pieces either', () => {
    const long = Array.from({ length: 93 }, (_, i) => 'aB3dE6gH9jK2mN5pQ8'[(i * 7) % 18]).join('')
    const of = redactorOf(long)
    for (let cut = 1; cut < 92; cut += 1)
      for (let second = cut + 1; second < 93; second += 1) {
        const items = [long.slice(0, cut), long.slice(cut, second), long.slice(second)]
        expect(of.text(items.join('","')).replaceAll('","', '')).not.toBe(long)
      }
  })

  it('leaves alone what other secrets begin with too', () => {
    const text = 'Set GITHUB_TOKEN to a token that begins with ghp_16C7e42F.'
    expect(redactor.text(text)).toBe(text)
  })

  it('keeps lengths that were announced', () => {
    expect(redactor.keepsLength).toBe(true)
  })
})

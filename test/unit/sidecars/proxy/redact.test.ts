import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hidden, Redactor, SentSecrets } from '../../../../sidecars/proxy/leases/redact.ts'

const secret = 'sk-Real/with+odd"chars\\<&>=~ é0123456789'
const lease = 'sk-govlease30K0123456789abcdefghij'
const looked = hidden(new Map([[secret, lease]]))
const redactor = new Redactor(() => looked)

const hex = (text: string, digits: number) => text.charCodeAt(0).toString(16).padStart(digits, '0')
const bytesOf = (text: string) => [...Buffer.from(text)]
/** How servers of all kinds write one character. */
const spellings: ((character: string) => string)[] = [
  (character) => character,
  (character) =>
    bytesOf(character)
      .map((byte) => `%${byte.toString(16)}`)
      .join(''),
  (character) =>
    bytesOf(character)
      .map((byte) => `%25${byte.toString(16)}`)
      .join('')
      .toUpperCase(),
  (character) => `\\u${hex(character, 4)}`,
  (character) => `\\u${hex(character, 4).toUpperCase()}`,
  (character) => `\\\\u${hex(character, 4)}`,
  (character) => `&#${character.charCodeAt(0)};`,
  (character) => `&#0${character.charCodeAt(0)};`,
  (character) => `&#x${hex(character, 1)};`,
  (character) => `&#X${hex(character, 4).toUpperCase()};`,
  (character) => (character > '\x7f' ? character : `\\x${hex(character, 2)}`),
  (character) =>
    character > '\x7f' ? character : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  (character) => JSON.stringify(character).slice(1, -1),
  (character) => JSON.stringify(JSON.stringify(character)).slice(3, -3),
  (character) => character.replace('/', '\\/'),
  (character) => new URLSearchParams([['', character]]).toString().slice(1),
  (character) => character.replace('&', '&amp;').replace('<', '&lt;').replace('"', '&quot;'),
]

/** What comes out when bytes arrive in these pieces. */
function inPieces(
  bytes: Buffer,
  sizes: readonly number[],
  fit = false,
  looking = redactor,
): Buffer {
  const steps = looking.steps(fit)
  const out: Buffer[] = []
  let at = 0
  for (const size of sizes) {
    out.push(steps.push(bytes.subarray(at, at + size)))
    at += size
  }
  return Buffer.concat([...out, steps.push(bytes.subarray(at)), steps.end()])
}

describe('a secret in an answer', () => {
  test('is found in every mixture of escapes, however it is cut, and what is around it stays', () => {
    const index = fc.nat(spellings.length - 1)
    const mixture = fc.array(index, { minLength: secret.length, maxLength: secret.length })
    const around = fc.string({ maxLength: 30, unit: 'grapheme-ascii' })
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 40 })
    fc.assert(
      fc.property(mixture, around, around, sizes, (chosen, before, after, cut) => {
        const written = [...secret].map((one, at) => spellings[chosen[at] ?? 0]?.(one)).join('')
        const bytes = Buffer.from(`${before}(${written})${after}`)
        expect(inPieces(bytes, cut).toString()).toBe(`${before}(${lease})${after}`)
        expect(inPieces(bytes, cut, true).length).toBe(bytes.length)
        expect(inPieces(bytes, cut, true).toString()).not.toContain(written)
      }),
      { numRuns: 300 },
    )
  })

  test('is taken out in pieces as it is in the whole', () => {
    const character = fc.constantFrom(...'abAB01+/"\\ &<%é;#x')
    const secrets = fc.array(character, { minLength: 8, maxLength: 40 }).map((all) => all.join(''))
    const form = fc.nat(spellings.length + 1)
    const sizes = fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 60 })
    fc.assert(
      fc.property(
        secrets,
        fc.array(form, { maxLength: 8 }),
        sizes,
        fc.nat(),
        (one, forms, cut, seed) => {
          const all = hidden(new Map([[one, lease]]))
          const looking = new Redactor(() => all)
          const text = forms.map((chosen, at) => {
            const spell = spellings[chosen]
            if (spell !== undefined) return [...one].map(spell).join('')
            return chosen === spellings.length
              ? one.slice(0, (seed + at) % one.length)
              : Buffer.from(`${'x'.repeat((seed + at) % 3)}${one}`).toString('base64')
          })
          const bytes = Buffer.from(text.join('|'))
          for (const fit of [false, true]) {
            const whole = inPieces(bytes, [], fit, looking)
            expect(inPieces(bytes, cut, fit, looking).toString()).toBe(whole.toString())
            expect(whole.includes(Buffer.from(one))).toBe(false)
            if (fit) expect(whole.length).toBe(bytes.length)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('is found in a form, where nothing but its spaces is written otherwise', () => {
    const all = hidden(new Map([['correct horse battery', lease]]))
    const looking = new Redactor(() => all)
    expect(looking.text('a=correct+horse+battery;')).toBe(`a=${lease};`)
  })

  test('is found in Base64 that is escaped for a URL or by PHP, at each offset', () => {
    for (const before of ['', 'x', 'xy']) {
      const base64 = Buffer.from(`${before}${secret}`).toString('base64')
      const forms = [encodeURIComponent(base64), base64.replaceAll('/', '\\/'), base64]
      for (const form of forms) {
        const shown = redactor.text(form)
        expect(shown).not.toBe(form)
        const back = decodeURIComponent(shown.replaceAll('\\/', '/'))
        expect(Buffer.from(back, 'base64').toString('latin1')).toContain(lease.slice(1, -1))
      }
    }
  })

  test.each([
    ['a percent sign at every place', '%'.repeat(200_000)],
    ['backslashes alone', '\\'.repeat(200_000)],
    ['its beginning again and again', '\\u0073\\u006b-Rea'.repeat(20_000)],
    ['itself again and again', `${secret}%`.repeat(5_000)],
  ])('costs linear time to look for in %s', (_, text) => {
    const timeOf = (bytes: Buffer) => {
      const began = process.cpuUsage().user
      inPieces(bytes, [])
      return process.cpuUsage().user - began
    }
    const bytes = Buffer.from(text)
    inPieces(bytes, [])
    const short = timeOf(bytes.subarray(0, bytes.length / 10))
    expect(timeOf(bytes)).toBeLessThan(40 * short + 50_000)
  })

  test('is looked for from the moment on which its host is told it', () => {
    const sent = new SentSecrets()
    expect(sent.redactorFor('a.test', false)).toBeUndefined()
    const steps = sent.redactorFor('a.test', true)?.steps()
    expect(steps?.push(Buffer.from(`${secret}.`)).toString()).toBe(`${secret}.`)
    sent.remember('a.test', secret, lease)
    expect(steps?.push(Buffer.from(`${secret}.`)).toString()).toBe(`${lease}.`)
    sent.remember('a.test', 'another secret', lease)
    expect(steps?.push(Buffer.from(`another secret and ${secret}.`)).toString()).toBe(
      `${lease} and ${lease}.`,
    )
    expect(sent.redactorFor('b.test', false)).toBeUndefined()
  })
})

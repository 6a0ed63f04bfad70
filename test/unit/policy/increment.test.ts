import { describe, expect, it } from 'vitest'
import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments } from 'yaml'
import { type ParsedText, reparse } from '../../../policy/increment/reparse.ts'
import { yamlParser } from '../../../policy/yaml-parser.ts'
import { seeded } from '../../integration/server/corpus.ts'
import { blocks, edited, texts } from './yaml-edits.ts'

const options = { merge: true, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const
const parse = (text: string): ParsedText['documents'] => {
  const parsed = parseAllDocuments(text, options)
  return 'empty' in parsed ? [] : (parsed as ParsedText['documents'])
}

/** Everything that anyone reads of a node: what it is, what it says, where it stands. */
function told(node: unknown): unknown {
  if (isPair(node)) return [told(node.key), told(node.value)]
  if (isMap(node) || isSeq(node))
    return [node.range, node.anchor, node.tag, node.flow, node.items.map(told), isMap(node)]
  if (isAlias(node)) return [node.range, node.source]
  return isScalar(node)
    ? [node.range, node.anchor, node.tag, String(node.value), typeof node.value, node.type]
    : null
}

const toldAll = (documents: ParsedText['documents']) =>
  documents.map(({ contents, errors, range }) => [
    range[0],
    told(contents),
    errors.map(({ code, pos, message }) => [code, pos, message]),
  ])

/** Edits a text at random a few times over and compares each version with a parse of the whole. */
function typeAlong(seed: number, rounds: number) {
  const random = seeded(seed)
  let reused = 0
  for (let round = 0; round < rounds; round += 1) {
    const first = texts[round % texts.length] ?? ''
    let current: ParsedText = { text: first, documents: parse(first) }
    for (let step = 0; step < 12; step += 1) {
      const text = edited(current.text, random)
      const whole = parse(text)
      const before = toldAll(current.documents)
      const documents = reparse(current, text, parse)
      if (documents) {
        reused += 1
        expect(toldAll(documents), JSON.stringify([current.text, text])).toEqual(toldAll(whole))
        expect(toldAll(current.documents)).toEqual(before)
      }
      current = { text, documents: documents ?? whole }
    }
  }
  return reused
}

describe('parsing what has changed', () => {
  it('gives what parsing the whole gives: values, places, errors; and leaves the old version as it was', () => {
    const rounds = Number(process.env.GOVERNANCE_EDITS ?? 80)
    expect(typeAlong(20261123, rounds)).toBeGreaterThan(rounds / 2)
  }, 600_000)

  it('parses little of a long text when a letter is typed', () => {
    const text = blocks(1_000)
    let parsed = 0
    const counted = (part: string) => {
      parsed += part.length
      return parse(part)
    }
    const old = { text, documents: parse(text) }
    for (const at of [40, text.length / 2, text.length - 20]) {
      const place =
        text.indexOf('host', at) < 0 ? text.lastIndexOf('tool') : text.indexOf('host', at)
      const next = `${text.slice(0, place)}x${text.slice(place)}`
      expect(reparse(old, next, counted)).toBeDefined()
    }
    expect(parsed).toBeLessThan(1_000)
  })

  it('takes a line that is added at the end of a list, and one that is half typed', () => {
    const text = blocks(200)
    const end = text.indexOf('  mcp:')
    const added = `${text.slice(0, end)}      - "new.example.com"\n${text.slice(end)}`
    const half = `${text.slice(0, end)}    deny\n${text.slice(end)}`
    for (const next of [added, half]) {
      const documents = reparse({ text, documents: parse(text) }, next, parse)
      expect(documents && toldAll(documents)).toEqual(toldAll(parse(next)))
    }
  })

  it('parses the whole where a part would mean something else by itself', () => {
    const text = blocks(50)
    const old = { text, documents: parse(text) }
    for (const piece of ['"', '[', '\n---\n', '\u0000', '\ufeff', '\r', '\n%YAML 1.1\n---\n']) {
      const at = text.indexOf('"host3')
      const documents = reparse(old, text.slice(0, at) + piece + text.slice(at), parse)
      expect(documents === undefined, piece).toBe(true)
    }
  })

  it('remembers: the same text is parsed once', () => {
    const parser = yamlParser(options)
    expect(parser('a: 1\n')).toBe(parser('a: 1\n'))
    expect(parser('')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { isAlias, isMap, isSeq, type Node } from 'yaml'
import { walkNodes, yamlSource } from '../../../policy/yaml-source.ts'
import { cpuTime } from '../../support/cpu-time.ts'

describe('a YAML source', () => {
  it('is parsed once for the same text', () => {
    expect(yamlSource('a: 1\n')).toBe(yamlSource('a: 1\n'))
  })

  it('counts lines as the Language Server Protocol does: LF, CRLF and CR', () => {
    const source = yamlSource('a: 1\r\nb: 2\rc: 3\nd: 4')
    expect(source.positionAt(source.text.indexOf('b'))).toEqual({ line: 1, character: 0 })
    expect(source.positionAt(source.text.indexOf('c'))).toEqual({ line: 2, character: 0 })
    expect(source.positionAt(source.text.indexOf('d'))).toEqual({ line: 3, character: 0 })
    expect(source.offsetAt({ line: 0, character: 99 })).toBe(4)
    expect(source.offsetAt({ line: 1, character: 99 })).toBe(10)
    expect(source.offsetAt({ line: 99, character: 0 })).toBe(source.text.length)
  })

  it('finds what an alias stands for: the nearest anchor of that name before it', () => {
    const source = yamlSource('a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: *y\n')
    const found: unknown[] = []
    walkNodes(source.documents[0]?.contents, (node) => {
      if (isAlias(node)) found.push(source.resolve(node)?.toJSON())
    })
    expect(found).toEqual([1, 2, undefined])
  })

  it('resolves 5,000 aliases in time that does not grow with their square', () => {
    const text = `a: &x [1]\nl:\n${'  - *x\n'.repeat(5000)}`
    const source = yamlSource(text)
    let count = 0
    const time = cpuTime(() =>
      walkNodes(source.documents[0]?.contents, (node) => {
        if (isAlias(node) && source.resolve(node)) count += 1
      }),
    )
    expect(count).toBe(5000)
    expect(time).toBeLessThan(500)
  })

  it('knows the tags of Compose on scalars, maps and lists', () => {
    const source = yamlSource('a: !reset null\nb: !override {x: 1}\nc: !reset [1]\n')
    expect(source.documents[0]?.warnings).toEqual([])
    const contents = source.documents[0]?.contents as Node
    expect(isMap(contents) && isMap(contents.items[1]?.value)).toBe(true)
    expect(isMap(contents) && isSeq(contents.items[2]?.value)).toBe(true)
  })

  it('walks a circle and deep nesting without harm', () => {
    let count = 0
    walkNodes(yamlSource('a: &a {b: *a}').documents[0]?.contents, () => {
      count += 1
    })
    expect(count).toBe(5)
    walkNodes(yamlSource('['.repeat(5000)).documents[0]?.contents, () => {
      count += 1
    })
    expect(count).toBeGreaterThan(5)
  })

  it('has no documents for an empty text', () => {
    expect(yamlSource('').documents).toEqual([])
  })
})

import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rulePage } from '../../../server/rule-pages.ts'
import { allRules } from '../../../server/rules.ts'

describe('every rule', () => {
  it('has an id of its own, in kebab case', () => {
    const ids = allRules.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  })

  it('has a page that editors can link to, with a reason, a mend and two examples', () => {
    for (const { id, docs, help } of allRules) {
      const page = rulePage(id)
      expect(page && existsSync(new URL(page)), `a page for ${id}: run npm run generate`).toBe(true)
      for (const text of [docs.reason, docs.bad, docs.good, help])
        expect(text.length).toBeGreaterThan(5)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { readConfiguration } from '../../../sidecars/configuration.ts'
import { emittedFile, field, govern } from './project.ts'

describe('a project with a thousand services', () => {
  it('is handed to the sidecars packed, within what one variable can hold', {
    timeout: 60_000,
  }, async () => {
    const services = Array.from({ length: 1000 }, (_, index) => `  s${index}: { image: x }\n`)
    const { output, findings } = await govern(`services:\n${services.join('')}${field}`)
    expect(findings).toEqual([])
    const text = emittedFile(output?.text ?? '')['x-governance-configuration'].trim()
    expect(text.length).toBeLessThan(120 * 1024)
    expect(readConfiguration(text)).toEqual(output?.configuration)
  })
})

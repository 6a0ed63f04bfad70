import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import type { Log } from 'sarif'
import { describe, expect, it } from 'vitest'
import { formatFindings } from '../../../cli/findings/format.ts'
import type { Finding } from '../../../policy/finding.ts'
import { allRules } from '../../../server/rules.ts'

const finding: Finding = {
  rule: 'permissive-wildcard',
  severity: 'warning',
  message: "'*' allows every public host",
  file: 'deploy, prod/compose:1.yaml',
  range: { start: { line: 4, character: 2 }, end: { line: 4, character: 20 } },
  help: 'Name what the agent needs.',
}

async function sarif(...findings: Finding[]): Promise<Log> {
  return JSON.parse(await formatFindings(findings, 'sarif', []))
}

const text = { type: 'string', minLength: 1 }
/** A message, and nothing beside it. */
const message = object({ text }, ['text'])
const whole = { type: 'integer', minimum: 1 }
const location = object(
  {
    id: { type: 'integer', minimum: 0 },
    message,
    physicalLocation: object({
      artifactLocation: object(
        { uri: { type: 'string', pattern: '^(?:file:///|[^/:][^:]*$)' }, uriBaseId: text },
        ['uri'],
      ),
      region: object({ startLine: whole, startColumn: whole, endLine: whole, endColumn: whole }),
    }),
  },
  ['physicalLocation'],
)
const level = { enum: ['error', 'warning', 'note'] }
/**
 * What this program writes of SARIF 2.1.0, and no more: the part of the standard's schema that it uses, with what
 * GitHub's code scanning demands beyond it (texts of a rule, a hash for each result, the limits on their number).
 */
const schema = object({
  $schema: { const: 'https://json.schemastore.org/sarif-2.1.0.json' },
  version: { const: '2.1.0' },
  runs: {
    type: 'array',
    minItems: 1,
    maxItems: 1,
    items: object({
      columnKind: { const: 'utf16CodeUnits' },
      tool: object({
        driver: object({
          name: text,
          semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
          rules: {
            type: 'array',
            maxItems: 25_000,
            items: object(
              {
                id: { ...text, maxLength: 255 },
                name: { ...text, maxLength: 255 },
                shortDescription: object({ text: { ...text, maxLength: 1024 } }),
                fullDescription: object({ text: { ...text, maxLength: 1024 } }),
                help: object({ text, markdown: text }, ['text']),
                defaultConfiguration: object({ level }),
                properties: object({
                  tags: { type: 'array', items: text, maxItems: 10 },
                  precision: { enum: ['very-high', 'high', 'medium', 'low'] },
                }),
              },
              ['id', 'shortDescription', 'help'],
            ),
          },
        }),
      }),
      results: {
        type: 'array',
        maxItems: 25_000,
        items: object(
          {
            ruleId: text,
            ruleIndex: { type: 'integer', minimum: 0 },
            level,
            message,
            locations: { type: 'array', minItems: 1, maxItems: 10, items: location },
            relatedLocations: { type: 'array', maxItems: 1_000, items: location },
            partialFingerprints: object({
              primaryLocationLineHash: { type: 'string', pattern: '^[0-9a-f]{16}:\\d+$' },
            }),
          },
          ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints'],
        ),
      },
    }),
  },
})

function object(properties: Record<string, unknown>, required = Object.keys(properties)) {
  return { type: 'object', additionalProperties: false, required, properties }
}

/** GOVERNANCE_SARIF_SCHEMA names the schema of OASIS itself (its licence keeps it out of this repository). */
const standard = process.env.GOVERNANCE_SARIF_SCHEMA
const validators: ValidateFunction[] = [new Ajv().compile(schema)]
if (standard !== undefined) {
  const { $schema: _draft4, id: _, ...rest } = JSON.parse(readFileSync(standard, 'utf8'))
  validators.push(new Ajv({ strict: false, validateFormats: false }).compile(rest))
}

function expectValid(log: Log): void {
  for (const validate of validators) expect(validate(log) ? [] : validate.errors).toEqual([])
}

describe('sarif', () => {
  it('meets its schema and what code scanning demands, for a finding of every rule', async () => {
    const findings = allRules.map(({ id }) => ({ ...finding, rule: id }))
    const related = [{ message: 'here', file: 'p.yaml', range: finding.range }]
    const log = await sarif(...findings, { ...finding, related }, { ...finding, rule: 'no-page' })
    expectValid(log)
    expect(log.runs[0]?.tool.driver.rules).toHaveLength(allRules.length + 1)
    expectValid(await sarif())
  })

  it('points each result at its rule, and each rule at its page', async () => {
    const [run] = (await sarif(finding, { ...finding, rule: 'long-expiration' })).runs
    for (const { ruleId, ruleIndex } of run?.results ?? [])
      expect(run?.tool.driver.rules?.[ruleIndex ?? -1]?.id).toBe(ruleId)
    expect(run?.tool.driver.rules?.[0]?.help?.markdown).toContain('**Good**')
  })

  it('counts lines and columns from one, with a path from the root of the checkout', async () => {
    const place = {
      artifactLocation: { uri: 'deploy%2C%20prod/compose%3A1.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 5, startColumn: 3, endLine: 5, endColumn: 21 },
    }
    const absolute = { ...finding, file: join(process.cwd(), finding.file) }
    for (const one of [finding, absolute]) {
      const [run] = (await sarif(one)).runs
      expect(run?.results?.[0]?.locations?.[0]?.physicalLocation).toEqual(place)
    }
  })

  it('keeps the fingerprint of a finding whose line has moved, and tells two alike apart', async () => {
    const range = { start: { line: 90, character: 2 }, end: { line: 90, character: 20 } }
    const prints = async (...findings: Finding[]) =>
      (await sarif(...findings)).runs[0]?.results?.map(
        (result) => result.partialFingerprints?.primaryLocationLineHash,
      )
    const [first, second] = (await prints(finding, { ...finding, range })) ?? []
    expect(await prints({ ...finding, range })).toEqual([first])
    expect(second).not.toBe(first)
  })

  it('holds no more results than code scanning takes, the grave ones first', async () => {
    const many = Array.from({ length: 25_001 }, () => finding)
    const [run] = (await sarif(...many, { ...finding, severity: 'error' })).runs
    expect(run?.results).toHaveLength(25_000)
    expect(run?.results?.[0]?.level).toBe('error')
  })
})

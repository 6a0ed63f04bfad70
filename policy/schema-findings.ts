import type { ErrorObject } from 'ajv'
import validate from '../schemas/generated/policy.validate.mjs'
import type { Finding, Fix, Range } from './finding.ts'
import { placesOfKeys } from './known-keys.ts'
import type { Path } from './located.ts'
import { nearest } from './nearest.ts'
import type { PolicyDocument } from './policy-document.ts'

/** What the schema has to say about a policy, each mistake once, in words and with its place. */
export function schemaFindings(document: PolicyDocument): Finding[] {
  if (validate(document.value)) return []
  const findings = new Map<string, Finding>()
  for (const error of [...(validate.errors ?? [])].sort(mostTellingFirst)) {
    const finding = describe(document, error)
    // Of several complaints about one place, the first explains the others.
    const place = JSON.stringify([finding.range, finding.rule === 'missing-key' && finding.message])
    if (!findings.has(place)) findings.set(place, finding)
  }
  return [...findings.values()]
}

/** What Ajv says beside an error of its own kind, for the schema of the same place. */
const echoes = ['propertyNames', 'if', 'anyOf', 'oneOf', 'allOf']
const tellingOrder = ['type', 'additionalProperties', 'required', 'const', 'enum', 'errorMessage']

function mostTellingFirst(a: ErrorObject, b: ErrorObject): number {
  return rank(a.keyword) - rank(b.keyword)
}

function rank(keyword: string): number {
  if (echoes.includes(keyword)) return 100
  const index = tellingOrder.indexOf(keyword)
  return index === -1 ? tellingOrder.length : index
}

function describe(document: PolicyDocument, error: ErrorObject): Finding {
  const path = pathOf(error.instancePath)
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(document, path, String(error.params.additionalProperty), error)
    case 'required':
      return missingKey(document, path, String(error.params.missingProperty))
    case 'type':
      return wrongType(document, path, error)
    case 'const':
      return wrongValue(document, path, [error.params.allowedValue])
    case 'enum':
      return wrongValue(document, path, error.params.allowedValues)
    default:
      return otherwise(document, path, error)
  }
}

function unknownKey(
  document: PolicyDocument,
  path: Path,
  key: string,
  error: ErrorObject,
): Finding {
  const range = document.locateKey([...path, key])
  const siblings = Object.keys(error.parentSchema?.properties ?? {})
  const guess = nearest(key, siblings)
  const belongs = placesOfKeys.get(key)
  const base = { rule: 'unknown-key', severity: 'error', file: document.file, range } as const
  const where = words(path) === '' ? 'a policy' : words(path)
  if (/[\u0000-\u001f\u00a0\u200b-\u200f\u2028-\u202f\ufeff]/.test(key)) {
    return {
      ...base,
      message: `the key ${JSON.stringify(key)} holds a space or a sign that cannot be seen (a non-breaking space, perhaps), so YAML takes it for a part of the name`,
      help: 'Type the line anew with plain spaces.',
    }
  }
  if (belongs !== undefined && !siblings.includes(key)) {
    const place = belongs === '' ? 'the top level' : belongs
    return {
      ...base,
      message: `'${key}' is no key of ${where}; it belongs to ${place}`,
      help: `Move it to ${place}, or mend the indentation.`,
    }
  }
  if (guess === undefined) {
    const known = siblings.length > 0 ? `; known keys are ${siblings.join(', ')}` : ''
    return { ...base, message: `'${key}' is no key of ${where}${known}` }
  }
  return {
    ...base,
    message: `'${key}' is no key of ${where}; the nearest is '${guess}'`,
    help: `Write '${guess}', or leave it out.`,
    fix: { title: `Write '${guess}'`, edits: [{ range, newText: guess }] },
  }
}

function missingKey(document: PolicyDocument, path: Path, key: string): Finding {
  const where = words(path) === '' ? 'the policy' : words(path)
  const needs: Record<string, string> = {
    apiVersion: 'apiVersion: ai.docker.com/v1',
    kind: 'kind: GovernancePolicy',
    metadata: 'metadata: { name: my-policy }',
    name: 'name: my-policy',
    spec: 'spec: {}, which denies everything',
    hosts: 'hosts: ["api.example.com"]',
    host: 'host: api.example.com',
  }
  const example = Object.hasOwn(needs, key) ? needs[key] : undefined
  return {
    rule: 'missing-key',
    severity: 'error',
    message: `${where} lacks '${key}'`,
    file: document.file,
    range: document.locateKey(path),
    ...(example && { help: `Add ${example}.` }),
  }
}

const typeWords: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map of keys',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
}

function wrongType(document: PolicyDocument, path: Path, error: ErrorObject): Finding {
  const { value, node } = document.part(path) ?? { value: document.value, node: undefined }
  const expected = [error.params.type].flat().filter((type: string) => type !== 'null') as string[]
  const wanted = expected.map((type) => typeWords[type] ?? type).join(' or ')
  const fix = value === null ? undefined : typeFix(document, path, expected, value)
  const found = value === null ? 'it is empty' : `this is ${kindOf(value)}`
  const tagged = node?.tag !== undefined && value === null ? ' after its tag' : ''
  return {
    rule: 'wrong-type',
    severity: 'error',
    message: `${words(path) || 'a policy'} has to be ${wanted}; ${found}${tagged}`,
    file: document.file,
    range: document.locate(path),
    ...(fix && { help: `${fix.title}.`, fix }),
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'string') return `the text ${JSON.stringify(clip(value))}`
  return `the ${typeof value === 'number' ? 'number' : 'value'} ${String(value)}`
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

/** A replacement of the value by one of the wanted type, where it is plain what was meant. */
function typeFix(
  document: PolicyDocument,
  path: Path,
  expected: readonly string[],
  value: unknown,
): Fix | undefined {
  const newText = expected.map((type) => convert(document, path, type, value)).find(Boolean)
  const node = document.part(path)?.node
  if (newText === undefined || !node?.range) return undefined
  const range = document.locate(path)
  return { title: `Write ${newText}`, edits: [{ range, newText }] }
}

function convert(
  document: PolicyDocument,
  path: Path,
  type: string,
  value: unknown,
): string | undefined {
  if (type === 'boolean' && typeof value === 'string') {
    if (/^(yes|on|true|y)$/i.test(value)) return 'true'
    return /^(no|off|false|n)$/i.test(value) ? 'false' : undefined
  }
  if ((type === 'number' || type === 'integer') && typeof value === 'string') {
    const [, digits] = /^\s*([0-9][0-9_]*(?:\.[0-9]+)?)\s*(?:h|hours?)?\s*$/i.exec(value) ?? []
    return digits === undefined ? undefined : String(Number(digits.replaceAll('_', '')))
  }
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    const range = document.part(path)?.node?.range
    return range ? JSON.stringify(document.text.slice(range[0], range[1])) : undefined
  }
  if (type === 'array' && typeof value === 'string' && value !== '') {
    const lines = value.split(/[\n,]/).map((line) => line.replace(/^\s*-\s+/, '').trim())
    return `[${lines
      .filter(Boolean)
      .map((line) => JSON.stringify(line))
      .join(', ')}]`
  }
  return undefined
}

function wrongValue(document: PolicyDocument, path: Path, allowed: readonly unknown[]): Finding {
  const { value } = document.part(path) ?? { value: undefined }
  const names = allowed.map(String)
  const guess = names.length === 1 ? names[0] : nearest(String(value), names)
  const range = document.locate(path)
  const list = names.length === 1 ? names[0] : `one of ${names.join(', ')}`
  const scalar = value !== null && typeof value !== 'object'
  return {
    rule: 'wrong-value',
    severity: 'error',
    message: `${words(path)} has to be ${list}; this is ${value === null ? 'empty' : kindOf(value)}`,
    file: document.file,
    range,
    ...(guess !== undefined &&
      scalar && { fix: { title: `Write ${guess}`, edits: [{ range, newText: guess }] } }),
  }
}

function otherwise(document: PolicyDocument, path: Path, error: ErrorObject): Finding {
  const name: unknown = error.params.propertyName ?? error.propertyName
  const place: Range =
    typeof name === 'string' ? document.locateKey([...path, name]) : document.locate(path)
  return {
    rule: 'wrong-value',
    severity: 'error',
    message: error.keyword === 'errorMessage' ? (error.message ?? '') : plainWords(path, error),
    file: document.file,
    range: place,
  }
}

function plainWords(path: Path, { keyword, params, message }: ErrorObject): string {
  const what = words(path)
  if (keyword === 'minItems') return `${what} needs at least one entry; leave it out instead`
  if (keyword === 'minLength') return `${what} is empty text`
  if (keyword === 'minProperties') return `${what} is empty; say what the value must satisfy`
  if (keyword === 'minimum') return `${what} has to be at least ${params.limit}`
  if (keyword === 'propertyNames') return `'${params.propertyName}' is not a name that fits here`
  return `${what} ${message ?? 'is wrong'}`
}

/** The path as it is spoken of: `spec.network.allowedDomains[0]`. */
export function words(path: Path): string {
  return path
    .map((segment, index) =>
      typeof segment === 'number' ? `[${segment}]` : index === 0 ? segment : `.${segment}`,
    )
    .join('')
}

function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment))
}

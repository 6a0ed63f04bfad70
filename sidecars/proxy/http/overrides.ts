import type { RequestHead } from './request-head.ts'

/** Fields in which frameworks look for another method. Those that come from CGI read an underscore as a hyphen. */
const methodFields = new Set(['x-http-method-override', 'x-http-method', 'x-method-override'])

/** Fields in which servers look for another path (CVE-2018-14773). */
const pathFields = new Set([
  'x-original-url',
  'x-rewrite-url',
  'x-original-uri',
  'x-rewrite-uri',
  'x-forwarded-uri',
])

/** What a server may take for the method or the path of a request, although the request line says otherwise. */
export interface Overrides {
  /** Other methods, upper-case. */
  methods: string[]
  /** Name of a field that holds a path. */
  pathField: string | undefined
}

/** Whether a field is one of these: after the body it comes too late to be judged. */
export function isOverride(name: string): boolean {
  const field = hyphened(name)
  return methodFields.has(field) || pathFields.has(field)
}

function hyphened(name: string): string {
  return name.toLowerCase().replaceAll('_', '-')
}

/** What a head asks to be taken for. What a body says, such as a form's `_method`, is not looked at. */
export function overridesOf({ method, headers, query }: RequestHead): Overrides {
  const methods = new Set<string>()
  let pathField: string | undefined
  for (let at = 0; at < headers.length; at += 2) {
    const name = hyphened(headers[at] ?? '')
    if (methodFields.has(name)) methods.add((headers[at + 1] ?? '').trim().toUpperCase())
    if (pathFields.has(name)) pathField = headers[at]
  }
  if (/method|%/i.test(query))
    for (const one of new URLSearchParams(query).getAll('_method')) methods.add(one.toUpperCase())
  methods.delete(method)
  methods.delete('')
  return { methods: [...methods], pathField }
}

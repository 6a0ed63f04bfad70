import type { Finding } from '../finding.ts'

export function lintPolicy(_text: string, _file: string): Finding[] {
  throw new Error('not yet')
}

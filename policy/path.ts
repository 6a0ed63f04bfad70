export function canonicalPath(_rawTarget: string): string | undefined {
  throw new Error('not yet')
}

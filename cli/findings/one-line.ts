import type { Finding } from '../../policy/finding.ts'

/** A finding's message and what to do about it. */
export function inOneLine({ message, help }: Pick<Finding, 'message' | 'help'>): string {
  return help ? `${message.replace(/[.:;]$/, '')}. ${help}` : message
}

import type { Finding } from '../../policy/finding.ts'
import { formatFindings } from '../findings/format.ts'

/** Prints findings for people on standard error, where they do not disturb what was asked for. */
export async function reportFindings(findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return
  process.stderr.write(await formatFindings(findings, 'stylish', []))
}

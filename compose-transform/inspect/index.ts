import type { Finding } from '../../policy/finding.ts'
import type { FileAccess } from '../load/files.ts'
import type { Plan } from '../roles/plan.ts'

export async function inspect(
  _plan: Plan,
  _files: FileAccess,
): Promise<{ findings: Finding[]; excepted: ReadonlySet<string> }> {
  return { findings: [], excepted: new Set() }
}

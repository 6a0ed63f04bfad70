import { readdir, readFile } from 'node:fs/promises'
import { fileKind } from '../../policy/file-kind.ts'
import { parsePolicy } from '../../policy/index.ts'
import type { GovernancePolicy } from '../../schemas/generated/policy.ts'

export interface FoundPolicy {
  /** Path from the working directory. */
  file: string
  text: string
  policy: GovernancePolicy
}

/** Every policy in the working directory. */
export async function policiesHere(): Promise<FoundPolicy[]> {
  const entries = await readdir('.', { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /\.(ya?ml|json)$/i.test(entry.name))
  const found: FoundPolicy[] = []
  for (const { name: file } of files) {
    const text = await readFile(file, 'utf8').catch(() => '')
    if (fileKind(file, text) !== 'policy') continue
    const { policy } = parsePolicy(text, file)
    if (policy) found.push({ file, text, policy })
  }
  return found
}

/**
 * The policy of this name in the working directory; undefined where there is none, or where more than one has the name:
 * which of them is in force is not for us to guess.
 */
export async function findPolicy(name: string): Promise<FoundPolicy | undefined> {
  const found = (await policiesHere()).filter(({ policy }) => policy.metadata.name === name)
  return found.length === 1 ? found[0] : undefined
}

import type { Finding } from '../../policy/finding.ts'
import {
  compilePolicies,
  createDecisions,
  type Decisions,
  type ParsedPolicy,
  parsePolicy,
  policyDigest,
} from '../../policy/index.ts'
import type { CompiledPolicy } from '../../schemas/generated/configuration.ts'
import { error } from '../load/failure.ts'
import { type FileAccess, whyUnreadable } from '../load/files.ts'
import type { PolicyReference } from './governance.ts'

/** The policies of a service, combined. */
export interface ServicePolicy {
  digest: string
  compiled: CompiledPolicy
  decisions: Decisions
}

/** Reads, parses and compiles policies, each file and each combination once. */
export class PolicyShelf {
  private readonly files: FileAccess
  private readonly findings: Finding[]
  private readonly parsed = new Map<string, Promise<ParsedPolicy | undefined>>()
  private readonly combined = new Map<string, Promise<ServicePolicy | undefined>>()

  constructor(files: FileAccess, findings: Finding[]) {
    this.files = files
    this.findings = findings
  }

  /** The combination of these files; undefined when one of them is unusable, which is reported. */
  policyOf(references: readonly PolicyReference[]): Promise<ServicePolicy | undefined> {
    const key = references.map((reference) => reference.path).join('\n')
    const present = this.combined.get(key) ?? this.combine(references)
    this.combined.set(key, present)
    return present
  }

  private async combine(references: readonly PolicyReference[]) {
    const parsed = await Promise.all(references.map((reference) => this.parse(reference)))
    const policies = parsed.flatMap((one) => (one?.policy ? [one.policy] : []))
    if (policies.length === 0 || policies.length < references.length) return undefined
    const compiled = compilePolicies(policies)
    return { compiled, digest: policyDigest(compiled), decisions: createDecisions(compiled) }
  }

  private parse(reference: PolicyReference): Promise<ParsedPolicy | undefined> {
    const present = this.parsed.get(reference.path) ?? this.read(reference)
    this.parsed.set(reference.path, present)
    return present
  }

  private async read({ path, place }: PolicyReference): Promise<ParsedPolicy | undefined> {
    let text: string
    try {
      text = await this.files.readFile(path)
    } catch (problem) {
      const message = `The policy ${path} cannot be read: ${whyUnreadable(problem)}.`
      this.findings.push(error('missing-policy', message, place))
      return undefined
    }
    const parsed = parsePolicy(text, path)
    for (const finding of parsed.findings) {
      this.findings.push(finding.severity === 'error' ? { ...finding, action: 'refuse' } : finding)
    }
    return parsed
  }
}

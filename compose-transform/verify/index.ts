import type { Finding } from '../../policy/finding.ts'
import { knownSecrets } from '../harden/known-secrets.ts'
import { rangeOf } from '../load/node.ts'
import { isGoverned, type Plan } from '../roles/plan.ts'
import { type Complain, checkContainer, type Grounds } from './container.ts'
import { type EmittedFile, readEmitted } from './file.ts'
import { checkHeld } from './held.ts'
import { Surroundings } from './reach.ts'
import { type Cast, checkOthers, checkSurroundings } from './topology.ts'

/**
 * Proves over the finished text that every governed service is contained. It trusts no pass: it reads the text again
 * with another reader and looks at what is there. A complaint is a fault of this program, and nothing is emitted.
 */
export function verify(text: string, plan: Plan, excepted: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = []
  const complain: Complain = (service, what) => {
    const place = plan.services.get(service)?.place ?? plan.governance.place
    findings.push({
      rule: 'not-contained',
      severity: 'error',
      message: `The proof over the hardened file failed for ${service}: ${what}. Please report this; nothing is run.`,
      file: place.source.file,
      range: rangeOf(place),
      service,
      action: 'refuse',
    })
  }
  for (const { service, what } of prove(text, castOf(plan), groundsOf(plan, excepted))) {
    complain(service, what)
  }
  return findings
}

/** The proof itself: every reason why the text does not contain its governed services. */
export function prove(
  text: string,
  cast: Cast,
  grounds: Grounds,
): { service: string; what: string }[] {
  const complaints: { service: string; what: string }[] = []
  const complain: Complain = (service, what) => complaints.push({ service, what })
  let file: EmittedFile
  try {
    file = readEmitted(text)
  } catch (error) {
    return [{ service: 'project', what: `the file cannot be read: ${(error as Error).message}` }]
  }
  for (const secret of grounds.secrets) {
    if (text.includes(secret)) complain('project', 'a credential is in the file')
  }
  const around = new Surroundings(file)
  for (const name of cast.governed.keys()) {
    if (!file.services.has(name)) complain(name, 'it is missing')
    checkContainer(file, name, grounds, complain)
    checkSurroundings(file, around, name, cast, grounds, complain)
  }
  checkHeld(file, cast.governed.keys(), complain)
  checkOthers(file, around, cast, complain)
  return complaints
}

function castOf(plan: Plan): Cast {
  const governed = new Map<string, string>()
  const exempt = new Set<string>()
  for (const service of plan.services.values()) {
    if (isGoverned(service)) governed.set(service.name, `${service.role} ${service.policy?.digest}`)
    else if (service.role === 'exempt') exempt.add(service.name)
  }
  const brokerSecrets = new Set(
    [...(plan.credentials?.sources.values() ?? [])].flatMap(({ source }) =>
      'secret' in source ? [source.secret] : [],
    ),
  )
  return { governed, exempt, egress: plan.governance.egressNetwork?.name, brokerSecrets }
}

function groundsOf(plan: Plan, excepted: ReadonlySet<string>): Grounds {
  const { directory, home } = plan.project
  return { directory, home, excepted, secrets: knownSecrets(plan) }
}

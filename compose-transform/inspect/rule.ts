import type { Severity } from '../../policy/finding.ts'
import { entriesAt, type Mapping, mapAt, type Node } from '../load/node.ts'
import { isGoverned, type Plan, type ServicePlan } from '../roles/plan.ts'
import { exposureOf } from './sharing.ts'

export type Action = 'refuse' | 'rewrite' | 'warn'

/** A service as a rule sees it. */
export interface ServiceView {
  name: string
  plan: ServicePlan
  node: Mapping
  whole: Plan
  /** The real path behind a host path, symbolic links followed where the caller can. */
  real(path: string): string
  /** The text of a config file of the project; undefined where it cannot be read. */
  text(path: string): string | undefined
}

/** Reports what is wrong at a node; without a message the rule's own reason is given. */
export type Report = (node: Node, message: string, action?: Action) => void

export interface Rule {
  id: string
  severity: Severity
  /** What is done about it unless the check says otherwise. */
  action: Action
  /** Why it matters, in a sentence or two. */
  reason: string
  /** What to do about it. */
  mend: string
  /** A Compose file that breaks the rule, and the same one mended. Both without the governance field. */
  bad: string
  good: string
  /** What the governance field of the examples says besides its policy. */
  field?: string
  /**
   * governed: agents and MCP servers. exposed: companions, too, in which a governed service may have a hand: by files,
   * because what one writes the other may run, or by a port that a policy opens. contained: all companions. all: exempt
   * services as well.
   */
  roles: 'governed' | 'exposed' | 'contained' | 'all'
  /** Whether an exception with a written reason can set it aside. */
  exceptable?: boolean
  check(service: ServiceView, report: Report): void
}

export function applies(rule: Rule, { plan, whole }: ServiceView): boolean {
  if (rule.roles === 'all' || isGoverned(plan)) return true
  if (plan.role !== 'companion' || rule.roles === 'governed') return false
  if (rule.roles === 'contained') return true
  return exposureOf(whole, plan.name) !== undefined
}

/** Another service of the project. */
export function otherService(view: ServiceView, name: string): ServicePlan | undefined {
  return view.whole.services.get(name)
}

/** Whether two services stand under the very same policies, so that sharing rights with each other adds none. */
export function underSamePolicy(left: ServicePlan, right: ServicePlan | undefined): boolean {
  return (
    isGoverned(left) &&
    isGoverned(right) &&
    left.role === right?.role &&
    left.policy?.digest === right?.policy?.digest
  )
}

/** Top-level resources that a service uses, with their names. */
export function resource(view: ServiceView, section: string, name: string): Mapping | undefined {
  return mapAt(view.whole.project.root, section, name)
}

export { entriesAt }

import type { AuditEvent } from '../audit/event.ts'
import type { Range } from '../policy/finding.ts'

/** What the page and its server say to each other. It imports types only: both sides are bundled apart. */

/** One decision as a line of a list; the whole event is asked for when somebody looks at it. */
export interface Row
  extends Pick<
    AuditEvent,
    | 'id'
    | 'project'
    | 'service'
    | 'kind'
    | 'action'
    | 'resource'
    | 'decision'
    | 'rule'
    | 'policy'
    | 'reason'
  > {
  /** In milliseconds since 1970. */
  at: number
  /** Method and path of a request. */
  note?: string
}

/** What one narrows the list by; each holds one value. */
export const facetNames = ['service', 'tool', 'domain', 'key', 'policy', 'project'] as const
export type FacetName = (typeof facetNames)[number]

export interface FacetValue {
  value: string
  allowed: number
  /** Blocked, or would have been in enforce mode. */
  refused: number
}

export interface Bucket {
  /** Its first moment, in milliseconds since 1970. */
  at: number
  allowed: number
  refused: number
}

/** Refusals of one thing for one service by one rule are one matter, however often it was tried. */
export interface Violation {
  /** The latest of them. */
  row: Row
  count: number
  first: number
}

/** What the filter leaves, in numbers. */
export interface Numbers {
  allowed: number
  blocked: number
  wouldBlock: number
  facets: Record<FacetName, FacetValue[]>
  /** How long one of `timeline` is, in milliseconds. */
  bucket: number
  timeline: Bucket[]
  violations: Violation[]
  /** Violations that are more than are listed. */
  moreViolations: number
  trail: TrailState
}

/** How much of the trail the page knows. */
export interface TrailState {
  /** Still reading what was written before. */
  reading: boolean
  /** Events read so far. */
  read: number
  /** Events that can be listed; the trail itself holds all. */
  kept: number
  /** Time of the oldest that is kept; absent when there is none. */
  from?: number
}

export interface RunningService {
  name: string
  role: string
  policy: string
  state: string
  /** For a sidecar whether it answers. */
  health?: string
}

export interface RunningProject {
  name: string
  services: RunningService[]
  sidecars: RunningService[]
}

export interface Lease {
  project: string
  service: string
  key: string
  state: 'active' | 'expired' | 'revoked'
  /** RFC 3339; absent when it has no end. */
  expiresAt?: string
  issuedAt: string
  /** Whether the broker holds the secret. */
  unlocked: boolean
}

/** What is there besides the trail. */
export interface Status {
  engine: { ok: true } | { ok: false; reason: string }
  projects: RunningProject[]
  leases: Lease[]
  /** Why leases of a project are not known. */
  notes: string[]
}

/** Seen in the trail: projects that are not in an engine, as under `governance exec`, have nothing else. */
export interface SeenProject {
  name: string
  services: string[]
  policies: string[]
  last: number
}

export interface Permission {
  kind: 'domain' | 'local' | 'key' | 'tool'
  text: string
  rule: string
  /** One-based. */
  line: number
  count: number
  /** RFC 3339. */
  last?: string
}

export interface PolicyFile {
  /** Names the file in what is asked for; never a path. */
  id: string
  path: string
  name: string
  /** What of the policy is known begins here, RFC 3339; absent when it decided nothing yet. */
  since?: string
  permissions: Permission[]
  /** Why nothing can be said of it. */
  problem?: string
  /** Whether the record of uses has gaps: then nothing is called unused. */
  incomplete?: true
}

/** An edit that somebody may copy or have applied. */
export interface Proposed {
  file: string
  path: string
  title: string
  diff: string
  caution?: string
  /** Whether the server would apply it; otherwise it is to be copied. */
  isApplicable: boolean
  /** sha256 of the text that the edit was made for. */
  digest: string
}

/** The line of a policy that decided. */
export interface DecidedBy {
  rule: string
  policy: string
  /** Absent where the file of the policy is not known, or the rule stands in none. */
  place?: { path: string; range: Range; lines: string[]; changedSince: boolean }
  /** Where there is no place: why. */
  why?: string
}

export interface EventDetail {
  event: AuditEvent
  /** As `governance logs` writes it. */
  sentence: string
  decidedBy: DecidedBy[]
  /** Absent for what was allowed. */
  proposal?: { ok: true; edit: Proposed } | { ok: false; why: string }
}

/** What to apply; the server makes the edit itself and takes no text from outside. */
export type EditOrder =
  | { do: 'allow'; event: string; file: string; digest: string }
  | { do: 'remove'; rule: string; text: string; file: string; digest: string }

/** What a live stream brings, by the name of the server-sent event. */
export interface LiveEvents {
  /** The newest rows, newest first, and the numbers: everything known before is forgotten. */
  view: { rows: Row[]; numbers: Numbers }
  /** Rows that came, newest first. */
  rows: { rows: Row[] }
  numbers: Numbers
  status: { status: Status; seen: SeenProject[] }
}

/** The most rows that the page holds; the newest. */
export const mostRows = 10_000

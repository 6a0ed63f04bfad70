/** Where system programs are that build the namespaces; absolute paths. */
export interface Tools {
  unshare: string
  setpriv: string
  mount: string
  umount: string
  pivotRoot: string
  ip: string
  sh: string
  env: string
}

/**
 * Everything that the program inside the namespaces needs to know, as plain JSON in a file that it alone reads.
 * Holds leases, never a secret.
 */
export interface Plan {
  command: string[]
  /** The whole environment of the command. */
  environment: [name: string, value: string][]
  /** Working directory, absolute and without symbolic links. */
  directory: string
  /** Trees that the command may change; absolute and without symbolic links. Everything else is read-only. */
  writable: string[]
  /** Files, folders and sockets that are not to be found inside; those that do not exist are passed over. */
  hidden: string[]
  /** An empty folder that becomes the root inside. */
  root: string
  /** Folder with the Unix sockets of the sidecars, `PORT.sock`. */
  sockets: string
  /** Folder with the certificates that the proxy wrote. */
  certificates: string
  /** Ports of 127.0.0.1 inside that lead to the socket of the same number; 53 is served over UDP as well. */
  ports: number[]
  uid: number
  gid: number
  /** The terminal lets programs type into it (TIOCSTI): the command gets a session of its own. */
  ownSession: boolean
  tools: Tools
}

/** The part of a plan that is left where there are no namespaces. */
export type BarePlan = Pick<Plan, 'command' | 'environment' | 'directory'> & { bare: true }

/** What the program inside tells the one outside, one JSON object a line on descriptor 3. */
export type Report =
  | { type: 'ready' }
  | { type: 'failed'; reason: string }
  | { type: 'exit'; code: number | null; signal: NodeJS.Signals | null }

/** What the program outside tells the one inside, on the same descriptor. */
export interface Instruction {
  type: 'signal'
  signal: NodeJS.Signals
}

/** Where the sockets are found inside. */
export const SOCKETS_INSIDE = '/run/governance/sockets'

/** Exit code of the program inside when the namespaces could not be furnished. */
export const NOT_FURNISHED = 125

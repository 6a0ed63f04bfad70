import pc from 'picocolors'
import { openDocker } from '../engine/docker.ts'
import { execIn, findContainer } from '../engine/exec.ts'
import type { LeaseView } from '../sidecars/broker/lease-desk.ts'
import { brokerService } from './compose/broker.ts'
import { load } from './compose/prepare.ts'
import { CommandError, Exit } from './exit.ts'

export interface CredentialsOptions {
  projectName?: string
}

/** `governance credentials ls`: the leases of a running project. */
export async function listLeases(options: CredentialsOptions): Promise<number> {
  const { leases } = JSON.parse(await ask(options, ['ls'])) as { leases: LeaseView[] }
  if (leases.length === 0) process.stderr.write('governance: no leases.\n')
  for (const lease of leases) process.stdout.write(`${lineOf(lease, Date.now())}\n`)
  if (leases.some(isLocked)) {
    process.stderr.write(
      'governance: the credential broker was restarted and holds no secret for these. Unlock it: governance compose up\n',
    )
  }
  return Exit.fine
}

/** A lease that would be good if the broker had its secret. */
function isLocked({ state, unlocked }: LeaseView): boolean {
  return state === 'active' && !unlocked
}

/** One lease for people: key, service, state, and how long it has. */
export function lineOf(lease: LeaseView, now: number): string {
  const { key, service, expiresAt } = lease
  const state = isLocked(lease) ? pc.yellow('locked'.padEnd(8)) : lease.state.padEnd(8)
  return `${key.padEnd(24)} ${service.padEnd(16)} ${state} ${endOf(expiresAt, now)}`
}

function endOf(expiresAt: string | undefined, now: number): string {
  if (expiresAt === undefined) return pc.yellow('without end')
  const end = expiresAt.replace(/\.\d+Z$/, 'Z')
  const minutes = Math.round((Date.parse(expiresAt) - now) / 60_000)
  if (minutes <= 0) return `until ${end}`
  const left = minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
  return `until ${end} (${left} left)`
}

/** `governance credentials revoke KEY`: ends its leases; the next request that carries one is refused. */
export async function revokeKey(key: string, options: CredentialsOptions): Promise<number> {
  const { revoked } = JSON.parse(await ask(options, ['revoke', key])) as { revoked: number }
  process.stdout.write(`${revoked} lease${revoked === 1 ? '' : 's'} of ${key} revoked\n`)
  return Exit.fine
}

/** Asks the broker of the project, inside its container. */
async function ask(options: CredentialsOptions, words: readonly string[]): Promise<string> {
  const docker = openDocker()
  const project = options.projectName ?? (await projectHere())
  const container = await findContainer(docker, project, brokerService)
  if (!container) {
    throw new CommandError(
      `no credential broker of ${project} runs. Start it: governance compose up`,
      {
        exitCode: Exit.machine,
      },
    )
  }
  const command = ['node', '/sidecar.mjs', 'credentials', ...words]
  const { code, stdout, stderr } = await execIn(docker, container, command)
  if (code === 0) return stdout
  throw new CommandError(
    words[0] === 'revoke' && stderr.trim() === ''
      ? `${words[1]} has no lease in ${project}. governance credentials ls shows what has.`
      : stderr.trim(),
    { exitCode: Exit.findings },
  )
}

async function projectHere(): Promise<string> {
  const { project, findings } = await load({ file: [], profile: [], envFile: [] })
  if (project) return project.name
  throw new CommandError(`${findings[0]?.message ?? 'no project here'} Name it: --project-name`)
}

import type { Lease, RunningProject, RunningService, Status } from '../../dashboard/wire.ts'
import type { Docker } from '../../engine/docker.ts'
import { execIn } from '../../engine/exec.ts'
import { requireEngine } from '../../engine/requirements.ts'
import type { LeaseView } from '../../sidecars/broker/lease-desk.ts'
import { brokerService } from '../compose/broker.ts'

const compose = 'com.docker.compose.'
const ours = 'ai.docker.governance.'
const patience = 10_000

/** One container, as far as it matters here. */
interface Container {
  id: string
  labels: ReadonlyMap<string, string>
  state: string
  health: string | undefined
}

/** What runs under a policy in the engine, and the leases of its brokers. */
export async function readStatus(docker: Docker): Promise<Status> {
  try {
    await requireEngine(docker)
  } catch (error) {
    const reason = (error as Error).message
    return { engine: { ok: false, reason }, projects: [], leases: [], notes: [] }
  }
  const containers = await listContainers(docker)
  const names = new Set(
    containers
      .filter(({ labels }) => labels.has(`${ours}policy`))
      .flatMap(({ labels }) => labels.get(`${compose}project`) ?? []),
  )
  const projects = [...names].sort().map((name) => projectOf(name, containers))
  const brokers = containers.filter(
    ({ labels, state }) =>
      labels.get(`${compose}service`) === brokerService &&
      names.has(labels.get(`${compose}project`) ?? '') &&
      state === 'running',
  )
  const asked = await Promise.all(brokers.map((broker) => leasesOf(docker, broker)))
  return {
    engine: { ok: true },
    projects,
    leases: asked.flatMap(({ leases }) => leases),
    notes: asked.flatMap(({ note }) => note ?? []),
  }
}

async function listContainers(docker: Docker): Promise<Container[]> {
  const listed = await docker.text(
    ['ps', '--all', '--quiet', '--no-trunc', '--filter', `label=${compose}project`],
    { timeout: patience },
  )
  const ids = listed.split('\n').filter((id) => id !== '')
  if (ids.length === 0) return []
  // One may be removed between the two questions: then what is left is said, and the exit code is not 0.
  const { stdout } = await docker.capture(['inspect', '--format', '{{json .}}', ...ids], {
    timeout: patience,
  })
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [readContainer(line)]))
}

function readContainer(json: string): Container {
  const { Id, Config, State } = JSON.parse(json) as {
    Id: string
    Config: { Labels: Record<string, string> | null }
    State: { Status: string; Health?: { Status: string } }
  }
  const health = State.Health?.Status
  return {
    id: Id,
    labels: new Map(Object.entries(Config.Labels ?? {})),
    state: State.Status,
    health,
  }
}

function projectOf(name: string, containers: readonly Container[]): RunningProject {
  const own = containers.filter(({ labels }) => labels.get(`${compose}project`) === name)
  const services = own.map(serviceOf).sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    name,
    services: services.filter(({ role }) => role !== 'sidecar'),
    sidecars: services.filter(({ role }) => role === 'sidecar'),
  }
}

function serviceOf({ labels, state, health }: Container): RunningService {
  const name = labels.get(`${compose}service`) ?? ''
  const isSidecar = name.startsWith('governance-')
  return {
    name,
    role: isSidecar ? 'sidecar' : (labels.get(`${ours}role`) ?? 'not governed'),
    policy: labels.get(`${ours}policy`) ?? '',
    state,
    ...(health === undefined ? {} : { health }),
  }
}

async function leasesOf(
  docker: Docker,
  broker: Container,
): Promise<{ leases: Lease[]; note?: string }> {
  const project = broker.labels.get(`${compose}project`) ?? ''
  const command = ['node', '/sidecar.mjs', 'credentials', 'ls']
  try {
    const { code, stdout } = await execIn(docker, broker.id, command, { timeout: patience })
    if (code !== 0) throw new Error('refused')
    const { leases } = JSON.parse(stdout) as { leases: LeaseView[] }
    return {
      leases: leases.map(({ service, key, state, issuedAt, expiresAt, unlocked }) => ({
        ...{ project, service, key, state, issuedAt, unlocked },
        ...(expiresAt === undefined ? {} : { expiresAt }),
      })),
    }
  } catch {
    return { leases: [], note: `The broker of ${project} does not tell its leases.` }
  }
}

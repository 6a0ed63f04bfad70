import type { Lease, LiveEvents, RunningProject } from '../wire.ts'
import { foreign, h } from './dom.ts'
import { emptyState } from './empty.ts'
import { ago, span } from './words.ts'

/** What runs under which policy, and the leases with their time left. */
export function runningView({ status, seen }: LiveEvents['status'], now = Date.now()): HTMLElement {
  const running = new Set(status.projects.map(({ name }) => name))
  const others = seen.filter(({ name }) => !running.has(name))
  const isEmpty = status.projects.length === 0 && others.length === 0
  if (isEmpty && status.engine.ok) {
    return emptyState('Nothing runs under a policy.', 'Start a project: ', 'governance compose up')
  }
  return h(
    'div',
    { class: 'sheet', tabindex: 0, role: 'group', 'aria-label': 'Running' },
    !status.engine.ok &&
      h(
        'p',
        { class: 'caution' },
        'No engine: containers and leases are not known. ',
        foreign(status.engine.reason, 'prose'),
      ),
    ...status.notes.map((note) => h('p', { class: 'muted' }, foreign(note, 'prose'))),
    ...status.projects.map((project) => drawProject(project, status.leases, now)),
    others.length > 0 &&
      h(
        'section',
        {},
        h('h2', {}, 'Seen in the trail'),
        h('p', { class: 'muted' }, 'Not in the engine now: ended, or under governance exec.'),
        h(
          'table',
          {},
          h('thead', {}, columns('Project', 'Services', 'Policies', 'Last decision')),
          h(
            'tbody',
            {},
            ...others
              .slice(0, 50)
              .map(({ name, services, policies, last }) =>
                h(
                  'tr',
                  {},
                  h('th', { scope: 'row' }, foreign(name)),
                  h('td', {}, foreign(services.join(', ') || '–')),
                  h('td', {}, foreign(policies.join(', ') || '–')),
                  h('td', {}, ago(last, now)),
                ),
              ),
          ),
        ),
      ),
  )
}

function columns(...titles: string[]): HTMLElement {
  return h('tr', {}, ...titles.map((title) => h('th', { scope: 'col' }, title)))
}

function drawProject(project: RunningProject, all: readonly Lease[], now: number): HTMLElement {
  const leases = all.filter((lease) => lease.project === project.name)
  return h(
    'section',
    { class: 'project' },
    h('h2', {}, foreign(project.name)),
    h(
      'table',
      {},
      h('thead', {}, columns('Service', 'Role', 'Policy', 'State')),
      h(
        'tbody',
        {},
        ...[...project.services, ...project.sidecars].map(({ name, role, policy, state, health }) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, foreign(name)),
            h('td', {}, role),
            h('td', {}, policy === '' ? '–' : foreign(policy)),
            h(
              'td',
              { class: state !== 'running' || health === 'unhealthy' ? 'bad' : '' },
              health === undefined || state !== 'running' ? state : `${state}, ${health}`,
            ),
          ),
        ),
      ),
    ),
    leases.length > 0 &&
      h(
        'table',
        {},
        h('thead', {}, columns('Lease', 'Service', 'State', 'Time left')),
        h('tbody', {}, ...leases.map((lease) => drawLease(lease, now))),
      ),
  )
}

function drawLease(
  { key, service, state, expiresAt, issuedAt, unlocked }: Lease,
  now: number,
): HTMLElement {
  const end = expiresAt === undefined ? undefined : Date.parse(expiresAt)
  const whole = end === undefined ? 0 : end - Date.parse(issuedAt)
  const left = end === undefined ? 0 : Math.max(0, end - now)
  const isSoon = end !== undefined && left < Math.min(3_600_000, whole / 4)
  const meter = h('span', { class: 'meter', 'aria-hidden': 'true' }, h('span', {}))
  const inner = meter.firstElementChild as HTMLElement
  inner.style.width = `${whole > 0 ? Math.round((left / whole) * 100) : 0}%`
  const words = state !== 'active' ? '–' : end === undefined ? 'without end' : span(left)
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, foreign(key)),
    h('td', {}, foreign(service)),
    h(
      'td',
      { class: state === 'active' && unlocked ? '' : 'bad' },
      state === 'active' && !unlocked ? 'locked' : state,
    ),
    h(
      'td',
      { class: state === 'active' && (isSoon || end === undefined) ? 'soon' : '' },
      state === 'active' && end !== undefined && meter,
      words,
    ),
  )
}

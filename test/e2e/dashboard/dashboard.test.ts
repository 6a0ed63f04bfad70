import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EventDetail, Status } from '../../../dashboard/wire.ts'
import { describeNewestEngine } from '../../engines/each-engine.ts'
import { type RunningDashboard, runningDashboard } from '../../support/dashboard/program.ts'
import { GovernedProject } from '../support/governed-project.ts'

const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: dashboard-policy }
spec:
  network:
    allowedDomains:
      - allowed.test
  credentials:
    allowedKeys: [GITHUB_TOKEN]
    maxExpirationHours: 2
`

const compose = `services:
  agent:
    image: IMAGE
    init: true
    command: [sleep, infinity]
    environment: [GITHUB_TOKEN]
x-docker-ai-governance:
  policy: ./governance-policy.yaml
`

describeNewestEngine('the dashboard beside a project that runs', (engine) => {
  let project: GovernedProject
  let dashboard: RunningDashboard

  beforeAll(async () => {
    project = await GovernedProject.create(engine, 'dashboard', { policy, compose })
    await project.up()
    dashboard = await runningDashboard(project.start(['dashboard', '--since', '1h']))
  })
  afterAll(async () => {
    await dashboard?.end()
    await project?.remove()
  })

  it('shows what runs under which policy, with leases and their end', async () => {
    const text = await dashboard.live((all) => /event: status\ndata: .*\n\n/.test(all))
    const data = /event: status\ndata: (.*)\n\n/.exec(text)?.[1] ?? ''
    const { engine, projects, leases } = JSON.parse(data).status as Status
    expect(engine).toEqual({ ok: true })
    const own = projects.find(({ name }) => name === project.name)
    expect(own?.services).toMatchObject([
      { name: 'agent', role: 'agent', policy: 'dashboard-policy', state: 'running' },
    ])
    expect(own?.sidecars.map(({ name }) => name)).toContain('governance-proxy')
    const lease = leases.find((each) => each.project === project.name)
    expect(lease).toMatchObject({ key: 'GITHUB_TOKEN', service: 'agent', state: 'active' })
    const left = Date.parse(lease?.expiresAt ?? '') - Date.now()
    expect(left).toBeGreaterThan(3_600_000)
  })

  it('shows a refusal as it happens, with the line and the edit; applied, a reload allows it', async () => {
    const attempt = () => project.inside('agent', 'curl -sS -m 10 https://wanted.test/ 2>&1')
    const seen = dashboard.live((all) => all.includes('wanted.test:443'))
    await attempt()
    const text = await seen
    const id =
      /"id":"([^"]+)","at":\d+,"project":"[^"]*","service":"agent","kind":"network","action":"connect","resource":"wanted.test:443"/.exec(
        text,
      )?.[1]
    const { origin, headers } = dashboard
    const detail = (await (
      await fetch(`${origin}/api/event?id=${id}`, { headers })
    ).json()) as EventDetail
    const file = join(project.folder, 'governance-policy.yaml')
    expect(detail.decidedBy[0]).toMatchObject({
      place: { path: file, range: { start: { line: 5 } } },
    })
    if (!detail.proposal?.ok) throw new Error('no edit is proposed')
    const { edit } = detail.proposal
    expect(edit.title).toBe('Add "wanted.test:443" to allowedDomains')
    const applied = await fetch(`${origin}/api/apply`, {
      method: 'POST',
      headers: { ...headers, origin, 'content-type': 'application/json' },
      body: JSON.stringify({ do: 'allow', event: id, file: edit.file, digest: edit.digest }),
    })
    expect([applied.status, await applied.json()]).toEqual([200, { path: file }])
    const reloaded = await project.compose('reload')
    expect([reloaded.code, reloaded.stderr]).toEqual([0, expect.any(String)])
    const allowed = dashboard.live((all) =>
      /"resource":"wanted.test:443","decision":"allowed"/.test(all),
    )
    await attempt()
    await allowed
  })
})

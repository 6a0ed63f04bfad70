import { chmod, lstat, readdir, readlink, rename, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EditOrder, EventDetail, PolicyFile, Proposed } from '../../../dashboard/wire.ts'
import { blockedHost, toolCall } from '../../support/dashboard/scene.ts'
import { type Served, serveDashboard } from '../../support/dashboard/serve.ts'
import { guidePolicy } from '../../unit/policy/guide-policy.ts'
import { ask } from './asking.ts'

const blocked = blockedHost(1, 'pypi.org:443')

let served: Served
beforeEach(async () => {
  served = await serveDashboard({ events: [blocked, toolCall(2, 'files/read_file')] })
})
afterEach(() => served.close())

async function detailOf(id: string): Promise<EventDetail> {
  return JSON.parse((await ask(served, `/api/event?id=${id}`)).body)
}

async function proposed(): Promise<Proposed> {
  const { proposal } = await detailOf(blocked.id)
  if (!proposal?.ok) throw new Error('no edit is proposed')
  return proposal.edit
}

async function allowOrder(): Promise<EditOrder> {
  const { file, digest } = await proposed()
  return { do: 'allow', event: blocked.id, file, digest }
}

function apply(order: unknown, headers: Record<string, string | undefined> = {}) {
  return ask(served, '/api/apply', {
    method: 'POST',
    headers: { origin: served.origin, 'content-type': 'application/json', ...headers },
    body: typeof order === 'string' ? order : JSON.stringify(order),
  })
}

describe('an event in full', () => {
  it('has the line that decided it and the edit that would allow it', async () => {
    const { decidedBy, proposal, sentence } = await detailOf(blocked.id)
    expect(sentence).toContain("Agent requested host 'pypi.org:443' – BLOCKED (PolicyViolation)")
    expect(decidedBy[0]).toMatchObject({
      rule: 'network.allowedDomains',
      place: { path: served.policy, range: { start: { line: 7 } }, lines: ['    allowedDomains:'] },
    })
    expect(proposal).toMatchObject({
      ok: true,
      edit: { title: 'Add "pypi.org:443" to allowedDomains' },
    })
  })

  it('says what to do where the file of the policy is not known', async () => {
    const event = blockedHost(1, 'a.example:443')
    served.happen({ ...event, policy: 'another-policy' })
    const { decidedBy, proposal } = await detailOf(event.id)
    expect(decidedBy[0]?.why).toContain('governance dashboard --policy FILE')
    expect(proposal).toMatchObject({ ok: false })
  })
})

describe('a permission that was never used', () => {
  it('is told from those that were, and can be taken out', async () => {
    const [file] = JSON.parse((await ask(served, '/api/policies')).body) as PolicyFile[]
    const unused = file?.permissions.filter(({ count }) => count === 0).map(({ text }) => text)
    expect(unused).toContain('write_file')
    expect(unused).not.toContain('read_file')
    const query = new URLSearchParams({
      file: file?.id ?? '',
      rule: 'mcp.allowedTools[1]',
      text: 'write_file',
    })
    const proposal = JSON.parse((await ask(served, `/api/removal?${query}`)).body)
    expect(proposal.edit.diff).toContain('-      - "write_file"')
    const { file: id, digest } = proposal.edit
    const order = {
      do: 'remove',
      rule: 'mcp.allowedTools[1]',
      text: 'write_file',
      file: id,
      digest,
    }
    expect((await apply(order)).status).toBe(200)
    expect(await served.policyText()).toBe(guidePolicy.replace('      - "write_file"\n', ''))
  })
})

describe('an edit that is applied', () => {
  it('changes the one line, keeps the mode of the file, and leaves no draft behind', async () => {
    await chmod(served.policy, 0o640)
    const { status, body } = await apply(await allowOrder())
    expect([status, JSON.parse(body)]).toEqual([200, { path: served.policy }])
    expect(await served.policyText()).toBe(
      guidePolicy.replace('"api.openai.com"\n', '"api.openai.com"\n      - "pypi.org:443"\n'),
    )
    expect((await stat(served.policy)).mode & 0o777).toBe(0o640)
    expect(await readdir(dirname(served.policy))).toEqual(['governance-policy.yaml'])
  })

  it('goes through a link to the file behind it', async () => {
    const real = join(dirname(served.policy), 'real.yaml')
    await rename(served.policy, real)
    await symlink(real, served.policy)
    expect((await apply(await allowOrder())).status).toBe(200)
    expect((await lstat(served.policy)).isSymbolicLink()).toBe(true)
    expect(await readlink(served.policy)).toBe(real)
    expect(await served.policyText()).toContain('pypi.org:443')
  })
})

describe('nothing is written', () => {
  const untouched = async () => expect(await served.policyText()).toBe(guidePolicy)

  it('without an origin, from another one, without the token, or in another form than the page sends', async () => {
    const order = await allowOrder()
    for (const headers of [
      { origin: undefined },
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { authorization: undefined },
      { 'sec-fetch-site': 'cross-site' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': undefined },
    ]) {
      expect([401, 403]).toContain((await apply(order, headers)).status)
    }
    await untouched()
  })

  it('when the file was changed since the edit was shown', async () => {
    const order = await allowOrder()
    const changed = guidePolicy.replace('maxExpirationHours: 24', 'maxExpirationHours: 8')
    await writeFile(served.policy, changed)
    const { status, body } = await apply(order)
    expect(status).toBe(409)
    expect(body).toContain('was changed since')
    expect(await served.policyText()).toBe(changed)
  })

  it('for a file that nobody named', async () => {
    const order = await allowOrder()
    for (const file of [served.policy, '/etc/passwd', '', '../x']) {
      expect((await apply({ ...order, file })).status).toBe(409)
    }
    await untouched()
  })

  it('for a file that merely lies in the folder; its edit can be copied', async () => {
    await served.close()
    served = await serveDashboard({ events: [blocked], isEditable: false })
    expect(await proposed()).toMatchObject({
      isApplicable: false,
      diff: expect.stringContaining('+'),
    })
    expect((await apply(await allowOrder())).status).toBe(409)
    await untouched()
  })

  it('for what is no edit', async () => {
    const { file, digest } = await proposed()
    for (const order of [
      '',
      '{',
      'null',
      '[]',
      { do: 'allow', file, digest },
      { do: 'write', file, digest, text: 'x', event: blocked.id },
      { do: 'allow', event: { toString: 'x' }, file, digest },
      { do: 'remove', rule: 1, text: 'x', file, digest },
      'x'.repeat(20_000),
    ]) {
      expect((await apply(order)).status).toBe(400)
    }
    for (const order of [
      { do: 'allow', event: 'nobody', file, digest },
      { do: 'remove', rule: 'network.deniedDomains[0]', text: 'x', file, digest },
      { do: 'remove', rule: 'spec.mode', text: 'enforce', file, digest },
    ]) {
      expect((await apply(order)).status).toBe(409)
    }
    await untouched()
  })

  it('for what no policy can allow', async () => {
    const event = {
      ...blockedHost(1, '169.254.169.254:80'),
      rule: 'network.cloudMetadata',
    }
    served.happen(event)
    const { proposal } = await detailOf(event.id)
    expect(proposal).toMatchObject({
      ok: false,
      why: expect.stringContaining('no policy can allow it'),
    })
    const { file, digest } = await proposed()
    expect((await apply({ do: 'allow', event: event.id, file, digest })).status).toBe(409)
    await untouched()
  })
})

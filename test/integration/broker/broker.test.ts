import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Broker, type BrokerOptions, startBroker } from '../../../sidecars/broker/broker.ts'
import { BadSecrets, readSecrets } from '../../../sidecars/broker/secrets.ts'
import { configuration, memoryTrail, use } from '../../unit/broker/fixture.ts'
import { machine } from '../../unit/broker/machine.ts'

const GITHUB = 'real-github-secret-0001'
const OPENAI = 'real-openai-secret-0002'
const HOUR = 3_600_000
const secrets = readSecrets(
  JSON.stringify({ secrets: { GITHUB_TOKEN: GITHUB, OPENAI_API_KEY: OPENAI } }),
)

let stateDirectory: string
let trail: ReturnType<typeof memoryTrail>
let time: ReturnType<typeof machine>
const running: Broker[] = []

beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'broker-'))
  trail = memoryTrail()
  time = machine()
})

afterEach(async () => {
  for (const broker of running.splice(0)) await broker.close()
  await rm(stateDirectory, { recursive: true, force: true })
})

async function start(more: Partial<BrokerOptions> = {}): Promise<Broker> {
  const broker = await startBroker({
    configuration: configuration(),
    store: trail,
    stateDirectory,
    time,
    ...more,
  })
  running.push(broker)
  return broker
}

async function unlocked(more: Partial<BrokerOptions> = {}) {
  const broker = await start(more)
  const leases = await broker.unlock(secrets)
  return { broker, lease: leaseOf(leases) }
}

function leaseOf(
  leases: Map<string, Map<string, string>>,
  service = 'agent',
  key = 'GITHUB_TOKEN',
): string {
  return leases.get(service)?.get(key) ?? ''
}

/** What came of an exchange: the secret, or the reason of the refusal. */
async function outcome(broker: Broker, ...args: Parameters<typeof use>): Promise<string> {
  const answer = await broker.exchange(use(...args))
  return answer.ok ? answer.secret : answer.decision.reason
}

describe('exchanging', () => {
  test('gives the secret for the bound host, and only there', async () => {
    const { broker, lease } = await unlocked()
    expect(await outcome(broker, lease)).toBe(GITHUB)
    expect(await outcome(broker, lease, { surface: 'basic' })).toBe(GITHUB)
    for (const host of [
      'api.openai.com',
      'api.github.com.evil.example',
      'api.github.com.',
      'API.GITHUB.COM',
      'github.com@evil.example',
      'notgithub.com',
      '192.0.2.1',
    ]) {
      expect(await outcome(broker, lease, { host }), host).not.toBe(GITHUB)
    }
    expect(await outcome(broker, lease, { port: 8443 })).not.toBe(GITHUB)
    expect(await outcome(broker, lease, { surface: 'query', name: 'token' })).not.toBe(GITHUB)
    expect(await outcome(broker, lease, { surface: 'body', name: 'token' })).not.toBe(GITHUB)
  })

  test('keeps to the methods and paths of the binding, however the path is written', async () => {
    const bindings = {
      GITHUB_TOKEN: {
        hosts: ['api.github.com'] as [string],
        methods: ['GET' as const] as ['GET'],
        paths: ['/public/**'] as [string],
      },
    }
    const { broker, lease } = await unlocked({ configuration: configuration({ bindings }) })
    expect(await outcome(broker, lease, { path: '/public/a' })).toBe(GITHUB)
    expect(await outcome(broker, lease, { path: '/public/a', method: 'DELETE' })).not.toBe(GITHUB)
    for (const path of [
      '/admin',
      '/public/../admin',
      '/public/%2e%2e/admin',
      '//public/a',
      '/public/..%2fadmin',
    ]) {
      expect(await outcome(broker, lease, { path }), path).not.toBe(GITHUB)
    }
  })

  test('refuses the lease of another service', async () => {
    const broker = await start()
    const leases = await broker.unlock(secrets)
    expect(await outcome(broker, leaseOf(leases), { service: 'bot' })).toMatch(/another service/)
    expect(await outcome(broker, leaseOf(leases, 'bot'), { service: 'agent' })).toMatch(
      /another service/,
    )
    expect(await outcome(broker, leaseOf(leases, 'bot'), { service: 'bot' })).toBe(GITHUB)
    expect(await outcome(broker, leaseOf(leases), { service: 'constructor' })).toMatch(
      /not governed/,
    )
  })

  test('refuses the lease of another project, even with the same state', async () => {
    const { broker, lease } = await unlocked()
    await broker.close()
    const other = await start({ configuration: configuration({}, 'other') })
    await other.unlock(secrets)
    expect(await outcome(other, lease)).toMatch(/not known/)
  })

  test('refuses forged, guessed, altered and empty leases', async () => {
    const { broker, lease } = await unlocked()
    const last = lease.endsWith('0') ? '1' : '0'
    for (const forged of [
      `${lease.slice(0, -1)}${last}`,
      lease.slice(0, -1),
      `${lease}0`,
      lease.toLowerCase(),
      lease.slice('ghp_'.length),
      `ghp_govlease40P${'0'.repeat(25)}`,
      'GITHUB_TOKEN',
      '',
      '__proto__',
    ]) {
      expect(await outcome(broker, forged), forged).toMatch(/not known/)
    }
  })

  test('says with a rule, a policy and the id of the record why it refuses', async () => {
    const { broker, lease } = await unlocked()
    const answer = await broker.exchange(use(lease, { host: 'api.openai.com' }))
    expect(answer).toMatchObject({
      ok: false,
      key: 'GITHUB_TOKEN',
      auditId: expect.stringMatching(/^event-/),
      decision: {
        decision: 'blocked',
        policy: 'agent-policy-001',
        rule: 'credentials.bindings.GITHUB_TOKEN.hosts',
      },
    })
  })

  test('is blocked in monitor mode too', async () => {
    const monitored = configuration()
    for (const policy of Object.values(monitored.policies)) policy.mode = 'monitor'
    const { broker, lease } = await unlocked({ configuration: monitored })
    expect(await broker.exchange(use(lease, { host: 'api.openai.com' }))).toMatchObject({
      ok: false,
      decision: { decision: 'blocked' },
    })
  })

  test('a secret of one service alone is given to it alone', async () => {
    const broker = await start()
    const leases = await broker.unlock(
      readSecrets(
        JSON.stringify({
          secrets: { GITHUB_TOKEN: 'a' },
          services: { bot: { GITHUB_TOKEN: 'b' } },
        }),
      ),
    )
    expect(await outcome(broker, leaseOf(leases))).toBe('a')
    expect(await outcome(broker, leaseOf(leases, 'bot'), { service: 'bot' })).toBe('b')
  })
})

describe('a lease', () => {
  test('is the same while it is good, over restarts', async () => {
    const { broker, lease } = await unlocked()
    expect(leaseOf(await broker.unlock(secrets))).toBe(lease)
    await broker.close()
    expect((await unlocked()).lease).toBe(lease)
  })

  test('ends on time, and is followed by another', async () => {
    const { broker, lease } = await unlocked()
    time.pass(24 * HOUR - 1)
    expect(await outcome(broker, lease)).toBe(GITHUB)
    time.pass(1)
    expect(await outcome(broker, lease)).toMatch(/expired/)
    const next = leaseOf(await broker.unlock(secrets))
    expect(next).not.toBe(lease)
    expect(await outcome(broker, next)).toBe(GITHUB)
    expect(await outcome(broker, lease)).toMatch(/expired/)
    expect(trail.lines).toContain('renew GITHUB_TOKEN allowed')
  })

  test('cannot be made to live longer by asking for it again and again', async () => {
    const { broker, lease } = await unlocked()
    for (let hour = 0; hour < 24; hour += 1) {
      await broker.unlock(secrets)
      time.pass(HOUR)
    }
    expect(await outcome(broker, lease)).toMatch(/expired/)
  })

  test('may live for a fraction of an hour', async () => {
    const { broker, lease } = await unlocked({
      configuration: configuration({ maxExpirationHours: 0.001 }),
    })
    expect(await outcome(broker, lease)).toBe(GITHUB)
    time.pass(3_600)
    expect(await outcome(broker, lease)).toMatch(/expired/)
  })

  test('has no end without maxExpirationHours', async () => {
    const endless = configuration()
    for (const policy of Object.values(endless.policies)) {
      for (const each of policy.policies) delete each.maxExpirationHours
    }
    const { broker, lease } = await unlocked({ configuration: endless })
    time.pass(10 * 365 * 24 * HOUR)
    expect(await outcome(broker, lease)).toBe(GITHUB)
    expect(broker.list()[0]).not.toHaveProperty('expiresAt')
  })

  test('is neither extended nor ended by a step of the clock', async () => {
    const { broker, lease } = await unlocked()
    time.step(48 * HOUR)
    expect(await outcome(broker, lease)).toBe(GITHUB)
    time.step(-96 * HOUR)
    time.pass(24 * HOUR - 60_000)
    expect(await outcome(broker, lease)).toBe(GITHUB)
    time.pass(60_000)
    expect(await outcome(broker, lease)).toMatch(/expired/)
  })

  test('is neither extended nor ended by a step of the clock while the broker is down', async () => {
    const { broker, lease } = await unlocked()
    await broker.close()
    time.step(-48 * HOUR)
    time.pass(23 * HOUR)
    const second = await start()
    expect(leaseOf(await second.unlock(secrets))).toBe(lease)
    await second.close()
    time.step(96 * HOUR)
    const third = await start()
    expect(leaseOf(await third.unlock(secrets))).toBe(lease)
    time.pass(HOUR)
    expect(await outcome(third, lease)).toMatch(/expired/)
  })

  test('gains nothing from a reboot with the clock set back', async () => {
    const { broker, lease } = await unlocked()
    time.pass(23 * HOUR)
    await broker.close()
    time.reboot(0)
    time.step(-20 * HOUR)
    const again = await start()
    await again.unlock(secrets)
    time.pass(HOUR)
    expect(await outcome(again, lease)).toMatch(/expired/)
  })

  test('that was revoked is good for nothing, also after a restart, and is not issued again', async () => {
    const { broker, lease } = await unlocked()
    expect(await broker.revoke('GITHUB_TOKEN')).toBe(2)
    expect(await outcome(broker, lease)).toMatch(/revoked/)
    await broker.close()
    const again = await start()
    const next = leaseOf(await again.unlock(secrets))
    expect(next).not.toBe(lease)
    expect(await outcome(again, lease)).toMatch(/revoked/)
    expect(await outcome(again, next)).toBe(GITHUB)
  })

  test('may be revoked for one service alone', async () => {
    const broker = await start()
    const leases = await broker.unlock(secrets)
    expect(await broker.revoke('GITHUB_TOKEN', 'bot')).toBe(1)
    expect(await outcome(broker, leaseOf(leases))).toBe(GITHUB)
    expect(await outcome(broker, leaseOf(leases, 'bot'), { service: 'bot' })).toMatch(/revoked/)
    expect(await broker.revoke('NOT_THERE')).toBe(0)
  })

  test('is cut by a policy that became stricter, and not extended by one that became laxer', async () => {
    const { broker, lease } = await unlocked()
    broker.reconfigure(configuration({ maxExpirationHours: 1 }))
    broker.reconfigure(configuration({ maxExpirationHours: 100 }))
    time.pass(HOUR)
    expect(await outcome(broker, lease)).toMatch(/expired/)
  })

  test('is worth nothing once its key is no longer allowed', async () => {
    const { broker, lease } = await unlocked()
    await broker.close()
    const again = await start({ configuration: configuration({ allowedKeys: ['OPENAI_API_KEY'] }) })
    expect(await outcome(again, lease)).toMatch(/GITHUB_TOKEN/)
    await expect(again.unlock(secrets)).rejects.toThrow(BadSecrets)
  })

  test('does not come back when the book of leases is lost', async () => {
    const { broker, lease } = await unlocked()
    await broker.close()
    await writeFile(join(stateDirectory, 'leases.json'), '{"version":1,"lea')
    const again = await start()
    const next = leaseOf(await again.unlock(secrets))
    expect(next).not.toBe(lease)
    expect(await outcome(again, lease)).toMatch(/not known/)
    expect(trail.events.filter((event) => event.action === 'start').at(-1)?.reason).toMatch(
      /set aside/,
    )
  })
})

test('a lease that is revoked while its use is being recorded gives nothing', async () => {
  const { broker, lease } = await unlocked()
  const append = trail.append.bind(trail)
  let revoking: Promise<number> | undefined
  trail.append = async (draft) => {
    const receipt = await append(draft)
    if (draft.action === 'exchange') {
      revoking ??= broker.revoke('GITHUB_TOKEN')
      await revoking
    }
    return receipt
  }
  expect(await outcome(broker, lease)).toMatch(/revoked/)
  expect(trail.lines.slice(-1)).toEqual(['exchange GITHUB_TOKEN blocked'])
})

describe('after a restart the broker', () => {
  test('is locked, says how to unlock it, and gives nothing', async () => {
    const { broker, lease } = await unlocked()
    expect(broker.unlocked).toBe(true)
    await broker.close()
    const again = await start()
    expect(again.unlocked).toBe(false)
    expect(await outcome(again, lease)).toMatch(/locked.*governance compose up/)
    await again.unlock(secrets)
    expect(again.unlocked).toBe(true)
    expect(await outcome(again, lease)).toBe(GITHUB)
  })

  test('needs no unlocking where no key is allowed', async () => {
    expect((await start({ configuration: configuration({ allowedKeys: [] }) })).unlocked).toBe(true)
  })

  test('that was unlocked without a key says that it lacks this one', async () => {
    const { broker, lease } = await unlocked()
    await broker.close()
    const again = await start()
    await again.unlock(readSecrets(JSON.stringify({ secrets: { OPENAI_API_KEY: OPENAI } })))
    expect(await outcome(again, lease)).toMatch(/no secret for this key/)
  })
})

describe('the trail', () => {
  test('holds every issue, exchange, refusal and end', async () => {
    const { broker, lease } = await unlocked()
    await broker.exchange(use(lease))
    await broker.exchange(use(lease, { host: 'api.openai.com' }))
    await broker.exchange(use('ghp_govlease40Pnothing'))
    await broker.revoke('OPENAI_API_KEY', 'agent')
    time.pass(24 * HOUR)
    await broker.close()
    await start()
    expect(trail.lines).toEqual([
      'start broker allowed',
      'unlock broker allowed',
      'issue GITHUB_TOKEN allowed',
      'issue GITHUB_TOKEN allowed',
      'issue OPENAI_API_KEY allowed',
      'issue OPENAI_API_KEY allowed',
      'exchange GITHUB_TOKEN allowed',
      'exchange GITHUB_TOKEN blocked',
      'exchange unknown blocked',
      'revoke OPENAI_API_KEY allowed',
      'start broker allowed',
      'expire GITHUB_TOKEN allowed',
      'expire GITHUB_TOKEN allowed',
      'expire OPENAI_API_KEY allowed',
    ])
  })

  test('warns once before a lease ends', async () => {
    const { broker } = await unlocked()
    time.pass(23 * HOUR + 1000)
    await broker.close()
    await start()
    expect(trail.lines.filter((line) => line.startsWith('expiring'))).toHaveLength(4)
  })

  test('that cannot be written: no secret is given, no lease is issued, none is revoked', async () => {
    const { broker, lease } = await unlocked()
    trail.full = true
    const answer = await broker.exchange(use(lease))
    expect(answer).toMatchObject({ ok: false, decision: { rule: 'audit' } })
    expect(JSON.stringify(answer)).not.toContain(GITHUB)
    expect(await broker.exchange(use('forged'))).toMatchObject({ ok: false })
    time.pass(24 * HOUR)
    await expect(broker.unlock(secrets)).rejects.toThrow(/full/)
    trail.full = false
    const next = leaseOf(await broker.unlock(secrets))
    trail.full = true
    await expect(broker.revoke('GITHUB_TOKEN')).rejects.toThrow(/full/)
    trail.full = false
    expect(await outcome(broker, next)).toBe(GITHUB)
  })

  test('that cannot be written keeps the broker from starting', async () => {
    trail.full = true
    await expect(start()).rejects.toThrow(/full/)
  })
})

describe('no secret and no lease', () => {
  test('stands in the trail, in the state, in a list, or in what holds them', async () => {
    const { broker, lease } = await unlocked()
    await broker.exchange(use(lease))
    await broker.exchange(use(lease, { host: 'api.openai.com' }))
    const files = await Promise.all(
      (await readdir(stateDirectory)).map((name) => readFile(join(stateDirectory, name), 'latin1')),
    )
    const seen = [
      JSON.stringify(trail.events),
      ...files,
      JSON.stringify(broker.list()),
      inspect(broker, { depth: 9, showHidden: true }),
    ].join('\n')
    for (const hidden of [GITHUB, OPENAI, lease, Buffer.from(GITHUB).toString('base64')]) {
      expect(seen).not.toContain(hidden)
    }
  })

  test('state is for the broker alone', async () => {
    await unlocked()
    for (const name of await readdir(stateDirectory)) {
      expect((await stat(join(stateDirectory, name))).mode & 0o777, name).toBe(0o600)
    }
  })
})

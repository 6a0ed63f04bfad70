import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeNewestEngine } from '../../engines/each-engine.ts'
import { createAgentProject } from '../support/agent-project.ts'
import type { GovernedProject } from '../support/governed-project.ts'

/** Two connections that stay open: one in clear, on which requests follow each other, and a tunnel. */
const openConnections = `
import http.client, json, os, ssl, time
trusting = ssl._create_unverified_context()
plain = http.client.HTTPConnection("governance-proxy", 3128, timeout=10)
tunnel = http.client.HTTPSConnection("governance-proxy", 3128, timeout=10, context=trusting)
tunnel.set_tunnel("allowed.test", 443)
def ask(connection, url):
    connection.auto_open = 0
    try:
        connection.request("GET", url)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except Exception as error:
        return "closed"
plain.connect(); tunnel.connect()
before = [ask(plain, "http://allowed.test/x"), ask(tunnel, "/x")]
open("/tmp/asked", "w").close()
while not os.path.exists("/tmp/go"): time.sleep(0.1)
print(json.dumps({"before": before, "after": [ask(plain, "http://allowed.test/x"), ask(tunnel, "/x")]}))
`

describeNewestEngine('governance compose reload', (engine) => {
  let project: GovernedProject
  let policy: string
  const file = (name: string) => join(project.folder, name)
  const writePolicy = (text: string) => writeFileSync(file('governance-policy.yaml'), text)
  const status = async (host: string) =>
    (
      await project.inside(
        'agent',
        `curl -s -m 8 -o /dev/null -w '%{http_code}' http://${host}/ -x http://governance-proxy:3128`,
      )
    ).stdout

  beforeAll(async () => {
    project = await createAgentProject(engine, 'reload')
    policy = readFileSync(file('governance-policy.yaml'), 'utf8')
    await project.up()
  })
  afterAll(() => project?.remove())

  it('stops what becomes denied on connections that are open, and restarts nothing', async () => {
    const started = await project.running('{{.ID}} {{.Names}}')
    const script = `python3 - <<'PROGRAM'\n${openConnections}\nPROGRAM`
    const asking = project.inside('agent', script)
    await expect
      .poll(async () => (await project.inside('agent', 'test -e /tmp/asked')).code, {
        timeout: 20_000,
      })
      .toBe(0)

    writePolicy(policy.replace('allowed.test, ', ''))
    const { code, stderr } = await project.compose('reload')
    expect([code, stderr]).toEqual([0, expect.stringContaining('this is in force now')])
    await project.inside('agent', 'touch /tmp/go')
    const { stdout, stderr: said } = await asking
    expect(JSON.parse(stdout || JSON.stringify(said))).toEqual({
      before: [200, 200],
      after: [403, 'closed'],
    })
    expect(await project.running('{{.ID}} {{.Names}}')).toEqual(started)
  })

  it('leaves the old policy in force when the new one is invalid, or more than it has changed', async () => {
    const narrowed = readFileSync(file('governance-policy.yaml'), 'utf8')
    writePolicy(policy.replace('allowedDomains:', 'alowedDomains:'))
    expect((await project.compose('reload')).code).toBe(1)
    expect(await status('allowed.test')).toBe('403')

    writePolicy(policy)
    const compose = readFileSync(file('docker-compose.yml'), 'utf8')
    writeFileSync(file('docker-compose.yml'), compose.replace('init: true', 'init: false'))
    const { code, stderr } = await project.compose('reload')
    writeFileSync(file('docker-compose.yml'), compose)
    expect(code).toBe(1)
    expect(stderr).toMatch(/services\.agent\.init[\s\S]*governance compose up -d/)
    expect(await status('allowed.test')).toBe('403')
    writePolicy(narrowed)
  })

  it('goes back on every sidecar when one of them does not take it', async () => {
    const narrowed = readFileSync(file('governance-policy.yaml'), 'utf8')
    writePolicy(policy)
    const state = `${project.name}_governance-gateway-state`
    const changeMode = (mode: string) =>
      project.docker('run', '--rm', '-v', `${state}:/s`, project.image, 'chmod', mode, '/s')
    await changeMode('0555')
    const { code, stderr } = await project.compose('reload')
    await changeMode('1777')
    expect([code, stderr]).toEqual([1, expect.stringMatching(/stays in force:\n {2}governance-ga/)])
    expect(await status('allowed.test')).toBe('403')
    writePolicy(narrowed)
  })

  it('holds when a sidecar is restarted: it does not fall back to what it was started with', async () => {
    await project.docker('restart', '-t', '2', `${project.name}-governance-proxy-1`)
    await expect.poll(() => status('api.openai.com'), { timeout: 20_000 }).toBe('200')
    expect(await status('allowed.test')).toBe('403')
  })

  it('is on record, by every sidecar', async () => {
    const { stdout } = await project.governance([
      ...['logs', '--kind', 'lifecycle', '--format', 'json', '--since', '10m'],
    ])
    const reloads = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .filter((event) => event.project === project.name && event.action === 'reload')
      .map((event) => event.resource)
    expect(new Set(reloads)).toEqual(new Set(['proxy', 'gateway', 'broker']))
  })

  it('is undone by up with the file as it was before', async () => {
    writePolicy(policy)
    await project.up()
    expect(await status('allowed.test')).toBe('200')
  })
})

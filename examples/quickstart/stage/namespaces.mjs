import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { dist } from './bundle.mjs'
import { startHostService } from './host.mjs'
import { ask, show } from './run.mjs'
import { prompt, say, step, title } from './screen.mjs'

// Runs inside a network namespace of its own, so that the addresses of the example's internet can be had without
// being anyone's. `governance exec` makes the agent's namespaces inside this one.

const OPENAI = '203.0.113.10'
const GITHUB = '203.0.113.11'
const NAMES = '203.0.113.53'
/** Another address of the "host" besides 127.0.0.1. */
const HOST = '198.51.100.7'
const MAIL_PORT = 3001

const example = fileURLToPath(new URL('..', import.meta.url))
const governance = fileURLToPath(new URL('../../../bin/governance', import.meta.url))
const { FINGERPRINTS, OPENAI_API_KEY_FINGERPRINT, GITHUB_TOKEN_FINGERPRINT } = process.env
const servers = []

try {
  process.exitCode = await run()
} finally {
  for (const { child } of servers) child.kill('SIGTERM')
}

async function run() {
  await step(
    'starting api.openai.com, github.com and a mail server on addresses of their own',
    async () => {
      await ask('ip', ['link', 'set', 'lo', 'up'])
      for (const address of [OPENAI, GITHUB, NAMES, HOST])
        await ask('ip', ['address', 'add', `${address}/32`, 'dev', 'lo'])
      await start('name-server', [NAMES, `api.openai.com=${OPENAI}`, `github.com=${GITHUB}`])
      await start('api.openai.com', [], {
        ADDRESS: OPENAI,
        FINGERPRINT: OPENAI_API_KEY_FINGERPRINT,
      })
      await start('github.com', [], { ADDRESS: GITHUB, FINGERPRINT: GITHUB_TOKEN_FINGERPRINT })
      await start('mail', [String(MAIL_PORT), '127.0.0.1'])
    },
  )
  const host = await startHostService()

  title('The agent, governed')
  const workspace = `${example}workspace`
  prompt(`governance exec --policy governance-policy.yaml \\
    --mcp-stdio files='node server-filesystem.mjs workspace' --mcp mail=http://127.0.0.1:${MAIL_PORT}/mcp \\
    --egress-dns ${NAMES} --egress-certificates internet-authority.pem --env … -- node agent.mjs`)
  const code = await show(
    process.execPath,
    [
      ...[governance, 'exec', '--policy', `${example}governance-policy.yaml`],
      ...[
        '--mcp-stdio',
        `files=exec ${process.execPath} ${dist}/server-filesystem.mjs ${workspace}`,
      ],
      ...['--mcp', `mail=http://127.0.0.1:${MAIL_PORT}/mcp`],
      ...['--egress-dns', NAMES, '--egress-certificates', `${dist}/internet-authority.pem`],
      ...['--env', `FINGERPRINTS=${FINGERPRINTS}`, '--env', `WORKSPACE=${workspace}`],
      ...['--env', `HOST_LISTENERS=127.0.0.1:${host.port},${HOST}:${host.port}`],
      ...['--', process.execPath, `${dist}/agent.mjs`],
    ],
    { cwd: example },
  )
  await host.close()

  title('What the other side saw')
  for (const { child, output } of servers.splice(0)) {
    const closed = new Promise((resolve) => child.on('close', resolve))
    child.kill('SIGTERM')
    await closed
    for (const line of output.join('').split('\n'))
      if (line !== '' && !line.endsWith('listening')) say(`  ${line}`)
  }
  return code
}

/** Starts a program of the example; resolves when it says that it listens. */
function start(name, args, environment = {}) {
  const { PATH, TLS_CERTIFICATE, TLS_KEY } = process.env
  const child = spawn(process.execPath, [`${dist}/${name}.mjs`, ...args], {
    env: { PATH, TLS_CERTIFICATE, TLS_KEY, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = []
  servers.push({ child, output })
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output.push(String(chunk))
      if (String(chunk).includes('listening')) resolve()
    })
    child.stderr.on('data', (chunk) => output.push(String(chunk)))
    child.on('exit', () => reject(new Error(`${name} ended: ${output.join('')}`)))
  })
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { makeAuthority } from './stage/authority.mjs'
import { bundle, dist } from './stage/bundle.mjs'
import { ask, show } from './stage/run.mjs'
import { prompt, say, step, title } from './stage/screen.mjs'
import { makeSecrets } from './stage/secrets.mjs'

// `npm run quickstart`: an agent under the guide's policy, with a Docker engine where there is one, and without one in
// namespaces. Needs no account, no key and no internet. --without-docker leaves an engine alone.

process.on('uncaughtException', (error) => {
  console.error(`quickstart: ${process.env.GOVERNANCE_DEBUG ? error.stack : error.message}`)
  process.exit(1)
})

const governance = fileURLToPath(new URL('../../bin/governance', import.meta.url))
const MACHINE_LACKS = 3

title('Docker AI Governance: an agent that holds a GitHub token and an OpenAI key')
const engine = process.argv.includes('--without-docker')
  ? { reason: 'left alone, as asked' }
  : await findEngine()
const namespaces = engine.version === undefined ? await findNamespaces() : undefined
if (engine.version !== undefined)
  say(`Docker Engine ${engine.version}, Compose ${engine.compose}: the agent runs in a container.`)
else if (namespaces.possible)
  say(
    `No Docker engine (${engine.reason}): the agent runs in Linux namespaces, under governance exec.`,
  )
else {
  console.error(`The quickstart needs one of two things, and this machine has neither:
  a Docker engine with Compose v2     ${engine.reason}
  Linux namespaces for this user      ${namespaces.reason}
Start Docker and run it again; "governance doctor" says more.`)
  process.exit(MACHINE_LACKS)
}

const { secrets, fingerprints } = makeSecrets()
const [githubFingerprint, openaiFingerprint] = fingerprints
await step('making the programs of the example, and an authority for its internet', async () => {
  await bundle()
  mkdirSync(dist, { recursive: true })
})
const internet = await makeAuthority(['api.openai.com', 'github.com'])
writeFileSync(`${dist}/internet-authority.pem`, internet.authority)

const environment = {
  ...process.env,
  ...secrets,
  FINGERPRINTS: fingerprints.join(','),
  GITHUB_TOKEN_FINGERPRINT: githubFingerprint,
  OPENAI_API_KEY_FINGERPRINT: openaiFingerprint,
}
let code
if (engine.version !== undefined) {
  const { runWithEngine } = await import('./stage/engine.mjs')
  code = await runWithEngine({
    environment: {
      ...environment,
      INTERNET_CERTIFICATE: internet.certificate,
      INTERNET_KEY: internet.key,
    },
  })
} else {
  const inside = fileURLToPath(new URL('./stage/namespaces.mjs', import.meta.url))
  const flags = ['--user', '--map-root-user', '--net', '--fork', '--kill-child', '--']
  code = await show('unshare', [...flags, process.execPath, inside], {
    env: { ...environment, TLS_CERTIFICATE: internet.certificate, TLS_KEY: internet.key },
  })
}

title('The audit trail')
prompt('governance logs --policy agent-policy-001 --since 24h')
const trail = await show(process.execPath, [
  ...[governance, 'logs', '--policy', 'agent-policy-001', '--since', '24h'],
])
say()
process.exitCode = code || trail

async function findEngine() {
  try {
    const format = ['--format', '{{.Server.Version}}']
    const version = (await ask('docker', ['version', ...format], { timeout: 10_000 })).trim()
    const compose = await ask('docker', ['compose', 'version', '--short'], { timeout: 10_000 })
    return { version, compose: compose.trim() }
  } catch (error) {
    return {
      reason: error.code === 'ENOENT' ? 'docker is not installed' : firstSentence(error.message),
    }
  }
}

async function findNamespaces() {
  if (process.platform !== 'linux') return { possible: false, reason: 'only Linux has them' }
  try {
    const kinds = ['--user', '--map-root-user', '--net', '--mount', '--pid', '--ipc', '--uts']
    const trial = ['--fork', '--mount-proc', '--', 'ip', 'link', 'set', 'lo', 'up']
    await ask('unshare', [...kinds, ...trial])
    return { possible: true }
  } catch (error) {
    const reason =
      error.code === 'ENOENT' ? 'unshare is not installed' : firstSentence(error.message)
    return { possible: false, reason }
  }
}

function firstSentence(text) {
  return text.split(/\n|\. /)[0]
}

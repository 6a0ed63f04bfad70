/**
 * The one program of the sidecar image: `node sidecar.mjs ROLE [ARGUMENT…]`. Each role is loaded when it is asked for,
 * so that a healthcheck does not pay for the proxy.
 */
import { askHealth } from './health.ts'

type Run = (words: readonly string[]) => Promise<unknown>

const roles = new Map<string, () => Promise<{ run: Run }>>([
  ['proxy', () => import('./proxy/main.ts')],
  ['authority', () => import('./proxy/tls/authority-command.ts')],
  ['gateway', () => import('./gateway/main.ts')],
  ['broker', () => import('./broker/main.ts')],
  ['ingress', () => import('./ingress/main.ts')],
  ['bridge', () => import('./bridge/main.ts')],
  ['unlock', () => import('./broker/unlock.ts')],
  ['credentials', () => import('./broker/credentials.ts')],
  ['inventory', () => import('./gateway/inventory-command.ts')],
  ['pins', () => import('./gateway/pins-command.ts')],
  ['logs', () => import('./logs/main.ts')],
  ['reload', () => import('./reload.ts')],
  ['healthcheck', async () => ({ run: healthcheck })],
])

async function healthcheck([role = '']: readonly string[]): Promise<number> {
  return (await askHealth(role)) ? 0 : 1
}

const [role = '', ...words] = process.argv.slice(2)
const load = roles.get(role)
if (load === undefined) {
  process.stderr.write(`sidecar: expected one of ${[...roles.keys()].join(', ')}\n`)
  process.exit(2)
}
try {
  const { run } = await load()
  const code = await run(words)
  // A sidecar goes on with what it has set up; a command ends with its code.
  if (typeof code === 'number') process.exitCode = code
} catch (error) {
  process.stderr.write(`${role}: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

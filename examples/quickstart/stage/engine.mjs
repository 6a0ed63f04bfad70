import { fileURLToPath } from 'node:url'
import { answeringAddresses, startHostService } from './host.mjs'
import { ensureImage } from './image.mjs'
import { ask, show } from './run.mjs'
import { prompt, say, step, title } from './screen.mjs'

const governance = fileURLToPath(new URL('../../../bin/governance', import.meta.url))
const example = fileURLToPath(new URL('..', import.meta.url))
const PROJECT = process.env.QUICKSTART_PROJECT ?? 'governance-quickstart'
const compose = ['compose', '-p', PROJECT]

/** The example as it stands in docker-compose.yml, on a Docker engine. Gives the exit code of the agent. */
export async function runWithEngine({ environment }) {
  await step("making the example's image from this machine's Node", ensureImage)
  const host = await startHostService()
  const listeners = (await answeringAddresses(host.port)).map(
    (address) => `${address}:${host.port}`,
  )
  const env = { ...environment, HOST_LISTENERS: listeners.join(',') }
  const options = { cwd: example, env }
  try {
    title('The agent, governed')
    prompt('governance compose up')
    const code = await show(
      process.execPath,
      [
        ...[governance, ...compose, '--progress', 'quiet', 'up', '--no-log-prefix'],
        ...['--attach', 'agent', '--exit-code-from', 'agent'],
      ],
      options,
    )
    title('What the other side saw')
    for (const service of ['openai', 'github', 'mcp-mail']) {
      const logs = await ask(
        process.execPath,
        [governance, ...compose, 'logs', '--no-log-prefix', service],
        options,
      )
      for (const line of logs.split('\n'))
        if (line !== '' && !line.endsWith('listening')) say(`  ${line}`)
    }
    return code
  } finally {
    await host.close()
    await step('taking the project down', () =>
      ask(process.execPath, [governance, ...compose, 'down', '--timeout', '1'], options),
    )
  }
}

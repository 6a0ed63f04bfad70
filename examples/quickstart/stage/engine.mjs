import { fileURLToPath } from 'node:url'
import { answeringAddresses, startHostService } from './host.mjs'
import { ensureImage } from './image.mjs'
import { ask, show, showLines } from './run.mjs'
import { prompt, say, step, title } from './screen.mjs'

const governance = fileURLToPath(new URL('../../../bin/governance', import.meta.url))
const example = fileURLToPath(new URL('..', import.meta.url))
const PROJECT = process.env.QUICKSTART_PROJECT ?? 'governance-quickstart'
const governed = [governance, 'compose', '-p', PROJECT, '--ansi', 'never', '--progress', 'quiet']

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
    prompt('governance compose up --detach')
    const up = await show(process.execPath, [...governed, 'up', '-d'], options)
    if (up !== 0) return up
    prompt('governance compose logs --follow agent')
    await showLines(
      process.execPath,
      [...governed, 'logs', '--follow', '--no-log-prefix', 'agent'],
      { ...options, leaveOut: /exited with code/ },
    )
    const ended = await ask(
      process.execPath,
      [...governed, 'ps', '--all', '--format', '{{.ExitCode}}', 'agent'],
      options,
    )
    const stop = ['stop', '--timeout', '1', 'mcp-mail']
    await ask(process.execPath, [...governed, ...stop], options)

    title('What the other side saw')
    for (const service of ['openai', 'github', 'mcp-mail']) {
      const logs = await ask(
        process.execPath,
        [...governed, 'logs', '--no-log-prefix', service],
        options,
      )
      for (const line of logs.split('\n'))
        if (line !== '' && !line.endsWith('listening')) say(`  ${line}`)
    }
    return Number(ended.trim())
  } finally {
    await host.close()
    say()
    prompt('governance compose down')
    await step('taking the project down', () =>
      ask(process.execPath, [...governed, 'down', '--timeout', '1', '--volumes'], options),
    )
  }
}

import { ensureEngines, stopOwnEngines } from './engines.ts'

// node test/engines/start.mjs            starts the engines and says how to use them
// node test/engines/start.mjs --stop     stops them
if (process.argv.includes('--stop')) {
  await stopOwnEngines()
} else {
  const { engines, reason } = await ensureEngines()
  if (engines.length === 0) {
    console.error(`no engine: ${reason}`)
    process.exitCode = 3
  }
  for (const variable of ['DOCKER_CONFIG', 'PATH']) {
    if (engines.length > 0) console.log(`export ${variable}=${process.env[variable]}`)
  }
  for (const { name, host } of engines) console.log(`export DOCKER_HOST=${host} # ${name}`)
}

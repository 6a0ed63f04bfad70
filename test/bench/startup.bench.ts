import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ensureDebianImage } from '../engines/base-images.ts'
import { ensureEngines } from '../engines/engines.ts'
import { median, spread } from './statistics.ts'

/** What governing costs at `up`, beside the same project ungoverned, and what the sidecars weigh. */
const runs = Number(process.argv[2] ?? 5)
const governance = resolve('bin/governance')
const { engines, stop } = await ensureEngines()

for (const engine of engines) {
  const folder = mkdtempSync(join(tmpdir(), 'governance-bench-'))
  const image = await ensureDebianImage(engine)
  const environment = {
    ...process.env,
    DOCKER_HOST: engine.host,
    GITHUB_TOKEN: 'ghp_0123456789abcdefghijklmnopqrstuvwxyz',
    XDG_STATE_HOME: join(folder, 'state'),
  }
  const agent = `services:
  agent:
    image: ${image}
    init: true
    command: [sleep, infinity]
    environment: [GITHUB_TOKEN]
    healthcheck: { test: [CMD, "true"], interval: 1s }
`
  writeFileSync(join(folder, 'plain.yml'), agent)
  writeFileSync(
    join(folder, 'governed.yml'),
    `${agent}x-docker-ai-governance: { policy: ./policy.yaml }\n`,
  )
  writeFileSync(
    join(folder, 'policy.yaml'),
    `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: bench }
spec:
  network: { allowedDomains: ["*.github.com"] }
  credentials: { allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 24 }
`,
  )
  const run = (program: string, ...args: string[]) => {
    const started = process.hrtime.bigint()
    const ended = spawnSync(program, args, { cwd: folder, env: environment, encoding: 'utf8' })
    if (ended.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ended.stderr}`)
    return { seconds: Number(process.hrtime.bigint() - started) / 1e9, output: ended.stdout }
  }
  const project = ['-p', `bench-${engine.name.replace('.', '')}`]
  const plain = ['compose', '-f', 'plain.yml', ...project]
  const governed = ['compose', '-f', 'governed.yml', ...project]

  // The first governed run builds the image and probes the engine; that is told apart.
  const first = run(governance, ...governed, 'up', '-d', '--wait').seconds
  const ids = run('docker', 'ps', '-q', '--filter', `name=${project[1]}-governance`).output
  const memory = run(
    ...(['docker', 'stats', '--no-stream', '--format', '{{.Name}}\t{{.MemUsage}}'] as const),
    ...ids.trim().split('\n'),
  ).output
  run(governance, ...governed, 'down', '-v', '-t', '1')

  const seconds = { plain: [] as number[], governed: [] as number[], config: [] as number[] }
  const composeConfig: number[] = []
  for (let index = 0; index < runs; index += 1) {
    seconds.plain.push(run('docker', ...plain, 'up', '-d', '--wait').seconds)
    run('docker', ...plain, 'down', '-v', '-t', '1')
    seconds.governed.push(run(governance, ...governed, 'up', '-d', '--wait').seconds)
    run(governance, ...governed, 'down', '-v', '-t', '1')
    composeConfig.push(run('docker', ...plain, 'config').seconds)
    seconds.config.push(run(governance, ...governed, 'config').seconds)
  }
  const ratio = (a: number[], b: number[]) => (median(a) / median(b)).toFixed(2)
  console.log(`Engine ${engine.name}, ${runs} runs`)
  console.log(`  up --wait, plain         ${spread(seconds.plain, 's')}`)
  console.log(
    `  up --wait, governed      ${spread(seconds.governed, 's')}   × ${ratio(seconds.governed, seconds.plain)}`,
  )
  console.log(
    `  first governed up        ${first.toFixed(2)} s (builds the image, probes the engine)`,
  )
  console.log(`  docker compose config    ${spread(composeConfig, 's')}`)
  console.log(
    `  governance config        ${spread(seconds.config, 's')}   × ${ratio(seconds.config, composeConfig)}`,
  )
  console.log(memory.trimEnd().replaceAll(/^/gm, '  '), '\n')
  rmSync(folder, { recursive: true, force: true })
}
await stop()

import { createInterface } from 'node:readline/promises'
import pc from 'picocolors'
import type { PinView } from '../../sidecars/gateway/pins-command.ts'
import { CommandError, Exit } from '../exit.ts'
import { differenceLines, differencesOf } from './difference.ts'
import { askGateway, type ProjectOptions } from './gateway.ts'
import { visible } from './visible.ts'

export interface PinsOptions extends ProjectOptions {
  format: 'text' | 'json'
}

export interface AcceptOptions extends ProjectOptions {
  kind: string
  /** The beginning of the digest that `mcp pins` showed. */
  digest?: string
}

/** So much of a digest has to be given: an accident does not hit it. */
const SHORTEST = 12

/** `governance mcp pins`: what pinned servers said at first sight, and what of it is something else now. */
export async function listPins(options: PinsOptions): Promise<number> {
  const { project, pins } = await pinsOf(options)
  if (options.format === 'json') {
    const shown = pins.map((pin) =>
      isChanged(pin) ? { ...pin, differences: differencesOf(pin.accepted, pin.seen) } : pin,
    )
    process.stdout.write(`${JSON.stringify({ project, pins: shown }, null, 2)}\n`)
    return Exit.fine
  }
  if (pins.length === 0) {
    process.stderr.write('governance: nothing is pinned yet. Pin a server with pin: true.\n')
  }
  const counts = new Map<string, number>()
  for (const { server } of pins) counts.set(server, (counts.get(server) ?? 0) + 1)
  for (const [server, count] of counts) {
    const changed = pins.filter((pin) => pin.server === server && isChanged(pin))
    const state = changed.length === 0 ? 'all as accepted' : pc.red(`${changed.length} changed`)
    process.stdout.write(`${pc.bold(server)}  ${count} pinned, ${state}\n`)
    for (const pin of changed) process.stdout.write(describeChange(pin))
  }
  return Exit.fine
}

/** `governance mcp accept SERVER/NAME`: what a server says now counts from now on, exactly as it was shown. */
export async function acceptPin(what: string, options: AcceptOptions): Promise<number> {
  const { pins } = await pinsOf(options)
  const slash = what.indexOf('/')
  const server = slash < 0 ? what : what.slice(0, slash)
  const name = slash < 0 ? '' : what.slice(slash + 1)
  const kind = slash < 0 ? 'instructions' : options.kind
  const pin = pins.find((one) => one.server === server && one.kind === kind && one.name === name)
  if (pin === undefined)
    throw new CommandError(`${what} is not pinned as a ${kind}. governance mcp pins shows what is.`)
  if (pin.digest === undefined) {
    process.stdout.write(`${what} is what was accepted already\n`)
    return Exit.fine
  }
  process.stdout.write(describeChange(pin))
  if (!(await isConfirmed(pin.digest, options.digest))) {
    process.stderr.write('governance: nothing was accepted.\n')
    return Exit.findings
  }
  const words = ['pins', 'accept', server, pin.kind, name, pin.digest]
  const { code } = await askGateway(options, words)
  if (code === 0) {
    process.stdout.write(`${what} is accepted as it is now\n`)
    return Exit.fine
  }
  throw new CommandError(`${what} has changed again meanwhile. Look at it once more.`, {
    exitCode: Exit.findings,
  })
}

async function pinsOf(options: ProjectOptions): Promise<{ project: string; pins: PinView[] }> {
  const { project, answer } = await askGateway(options, ['pins', 'list'])
  return { project, pins: (answer as { pins: PinView[] }).pins }
}

function isChanged(pin: PinView): boolean {
  return pin.digest !== undefined
}

function describeChange({ server, kind, name, since, accepted, seen, digest }: PinView): string {
  const place = name === '' ? server : `${server}/${visible(name)}`
  const lines = differenceLines(accepted, seen).map((line) =>
    /^ {2}-/.test(line) ? pc.red(line) : /^ {2}\+/.test(line) ? pc.green(line) : line,
  )
  const flag = kind === 'tool' || kind === 'instructions' ? '' : ` --kind ${kind}`
  return [
    `${pc.yellow(kind)} ${place}  ${pc.dim(`accepted ${since.slice(0, 10)}`)}`,
    ...lines,
    pc.dim(`  governance mcp accept ${place}${flag} --digest ${digest?.slice(0, SHORTEST)}`),
    '',
  ].join('\n')
}

/** Either somebody says so who has seen the difference, or they give the digest under which they saw it. */
async function isConfirmed(digest: string, given: string | undefined): Promise<boolean> {
  if (given !== undefined) {
    if (given.length >= SHORTEST && digest.startsWith(given.toLowerCase())) return true
    throw new CommandError(
      'that is not the digest of what the server says now. Look at it again.',
      {
        exitCode: Exit.findings,
      },
    )
  }
  if (!process.stdin.isTTY)
    throw new CommandError(
      'say which difference is meant: --digest, as governance mcp pins shows it',
    )
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question('Accept it? [y/N] ')
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}

import pc from 'picocolors'
import type { Judged, Verdict } from '../../../engine/escapes/judge.ts'
import type { Stranger } from '../../../engine/strangers.ts'
import type { ServiceToVerify } from './services.ts'

/** What came of the tries from one service. */
export interface Verified {
  readonly service: ServiceToVerify
  readonly ways: readonly Judged[]
}

const sign: Record<Verdict, string> = {
  stopped: pc.green('✔ stopped'),
  through: pc.red('✘ THROUGH'),
  untried: pc.yellow('– untried'),
}

/** For people: a block for each service, a line for each way out. */
export function formatTable(verified: readonly Verified[], strangers: readonly Stranger[]): string {
  const width = Math.max(...verified.flatMap(({ ways }) => ways.map(({ what }) => what.length)))
  const blocks = verified.map(({ service, ways }) => {
    const where = service.from === 'container' ? 'as its container is' : 'as the file places it'
    const head = `${pc.bold(service.name)}  ${pc.dim(`under ${service.policy || 'no network'}, ${where}`)}`
    const lines = ways.map(
      ({ verdict, what, by }) => `  ${sign[verdict]}  ${what.padEnd(width)}  ${pc.dim(by)}`,
    )
    return [head, ...lines].join('\n')
  })
  const { through, tried } = summarize(verified)
  const total =
    through === 0
      ? pc.green(`${tried} ways out tried, all stopped`)
      : pc.red(`${tried} ways out tried, ${through} NOT stopped`)
  const beside = strangers.map(
    ({ container, why, next }) => `${pc.red(`✘ ${container} ${why}`)}\n  → ${next}\n`,
  )
  return `${blocks.join('\n\n')}\n\n${beside.join('')}${total}\n`
}

/** For programs: every try with its target. */
export function formatJson(verified: readonly Verified[], strangers: readonly Stranger[]): string {
  const services = verified.map(({ service, ways }) => ({
    service: service.name,
    policy: service.policy,
    placement: {
      from: service.from,
      networks: service.placement.networks,
      user: service.placement.user,
      capabilities: service.placement.capabilitiesAdded,
    },
    ways,
  }))
  return `${JSON.stringify({ services, strangers, summary: summarize(verified) }, null, 2)}\n`
}

/** How many ways were tried and how many of them led out. */
export function summarize(verified: readonly Verified[]) {
  const count = (verdict: Verdict) =>
    verified.flatMap(({ ways }) => ways).filter((way) => way.verdict === verdict).length
  const [stopped, through, untried] = [count('stopped'), count('through'), count('untried')]
  return { tried: stopped + through, stopped, through, untried }
}

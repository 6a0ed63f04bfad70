import { guardArguments } from './guard.ts'
import type { ComposeOptions } from './options.ts'

/**
 * `governance compose VERB`: our own verbs, the verbs that start containers, and all others,
 * which `docker compose` carries out on the project that was last applied.
 */
export async function runCompose(
  verb: string,
  rest: readonly string[],
  options: ComposeOptions,
): Promise<number> {
  guardArguments(verb, rest)
  switch (verb) {
    case 'config':
      return (await import('./config.ts')).config(rest, options)
    case 'check':
      return (await import('./check.ts')).check(rest, options)
    case 'diff':
      return (await import('./diff.ts')).diff(rest, options)
    case 'reload':
      return (await import('./reload.ts')).reload(rest, options)
    case 'verify':
      return (await import('./verify/index.ts')).verify(rest, options)
    case 'trust':
      return (await import('./trust.ts')).trust(rest, options)
    case 'up':
    case 'run':
    case 'create':
    case 'start':
    case 'restart':
    case 'scale':
    case 'watch':
      return (await import('./start.ts')).start(verb, rest, options)
    default:
      return (await import('./hand-over.ts')).handOver(verb, rest, options)
  }
}

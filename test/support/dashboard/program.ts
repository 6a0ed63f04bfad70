import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** `governance dashboard` as a program that runs. */
export interface RunningDashboard {
  child: ChildProcess
  origin: string
  headers: { authorization: string }
  /** What the live stream brings, until it has what is looked for. */
  live(found: (text: string) => boolean): Promise<string>
  /** Interrupts it; gives its exit code. */
  end(): Promise<number | null>
}

/** Waits for the link that it prints. `child` has its standard output piped. */
export async function runningDashboard(child: ChildProcess): Promise<RunningDashboard> {
  if (!child.stdout) throw new Error('its output is not piped')
  for await (const line of createInterface({ input: child.stdout })) {
    const [, origin, token] = /^(http:\/\/127\.0\.0\.1:\d+)\/#token=([\w-]{43})$/.exec(line) ?? []
    if (origin === undefined) throw new Error(`no link: ${line}`)
    const headers = { authorization: `Bearer ${token}` }
    return {
      child,
      origin,
      headers,
      async live(found) {
        const answer = await fetch(`${origin}/api/live`, { headers })
        let text = ''
        for await (const part of answer.body as AsyncIterable<Uint8Array>) {
          text += Buffer.from(part).toString()
          if (found(text)) break
        }
        return text
      },
      async end() {
        const ended = once(child, 'exit')
        child.kill('SIGINT')
        return (await ended)[0]
      },
    }
  }
  throw new Error('it ended without a link')
}

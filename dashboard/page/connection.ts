import type { EditOrder, EventDetail, LiveEvents, PolicyFile } from '../wire.ts'

const place = 'governance-dashboard-token'

/**
 * The token of this page: it comes behind the # of the link, is kept for this tab alone, and goes out of the address
 * bar, so that neither the history nor a screenshot holds it.
 */
export function takeToken(): string | undefined {
  const given = /[#&]token=([\w-]+)/.exec(location.hash)?.[1]
  if (given !== undefined) {
    sessionStorage.setItem(place, given)
    history.replaceState(null, '', location.pathname)
  }
  return given ?? sessionStorage.getItem(place) ?? undefined
}

/** The server refused, or is not there. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export class Connection {
  readonly #token: string

  constructor(token: string) {
    this.#token = token
  }

  event(id: string): Promise<EventDetail> {
    return this.#json(`/api/event?${new URLSearchParams({ id })}`)
  }

  policies(): Promise<PolicyFile[]> {
    return this.#json('/api/policies')
  }

  removal(file: string, rule: string, text: string): Promise<NonNullable<EventDetail['proposal']>> {
    return this.#json(`/api/removal?${new URLSearchParams({ file, rule, text })}`)
  }

  apply(order: EditOrder): Promise<{ path: string }> {
    return this.#json('/api/apply', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(order),
    })
  }

  /**
   * Follows what a query asks for until the signal is aborted or the server ends it.
   * Not an EventSource: that one sends no header, and so could carry the token in a URL or a cookie only.
   */
  async live(query: URLSearchParams, on: Listener, signal: AbortSignal): Promise<void> {
    const response = await this.#ask(`/api/live?${query}`, { signal })
    if (!response.body) return
    let rest = ''
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? []
        if (name !== undefined && data !== undefined) on(name as keyof LiveEvents, JSON.parse(data))
      }
    }
  }

  async #json<T>(path: string, options: RequestInit = {}): Promise<T> {
    return (await this.#ask(path, options)).json()
  }

  async #ask(path: string, options: RequestInit): Promise<Response> {
    const response = await fetch(path, {
      ...options,
      headers: { ...options.headers, Authorization: `Bearer ${this.#token}` },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    })
    if (response.ok) return response
    throw new Refused(response.status, (await response.text()).trim())
  }
}

export type Listener = <Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]) => void

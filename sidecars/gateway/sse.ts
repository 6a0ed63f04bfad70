/**
 * Server-sent events, as the HTML standard parses them: lines end in LF, CR or CRLF, one leading BOM
 * is dropped, comments and unknown fields are ignored, `data` lines are joined by LF.
 * A parser that splits on LF alone lets a filtered message pass in a stream written with CR.
 */
export interface ServerEvent {
  /** Last event id in force, which an event may have inherited. */
  id: string | undefined
  event: string
  data: string
}

export interface EventReader {
  /** Feeds decoded text; gives every event that it completes. */
  push(text: string): ServerEvent[]
  /** Milliseconds that the server asked to wait before a reconnect. */
  retry(): number | undefined
  /** Last event id, also from events without data. */
  lastId(): string | undefined
}

export class EventError extends Error {
  override name = 'EventError'
}

/**
 * @param mostBytes bound on one event, in UTF-16 units.
 * Its `push` throws EventError when an event is larger.
 */
export function createEventReader(mostBytes: number): EventReader {
  let rest: string[] = []
  let restLength = 0
  let first = true
  let afterReturn = false
  let data: string[] = []
  let dataLength = 0
  let event = ''
  let id: string | undefined
  let retry: number | undefined

  function field(line: string, out: ServerEvent[]): void {
    if (line === '') {
      if (data.length > 0)
        out.push({ id, event: event === '' ? 'message' : event, data: data.join('\n') })
      data = []
      dataLength = 0
      event = ''
      return
    }
    const colon = line.indexOf(':')
    if (colon === 0) return
    const name = colon < 0 ? line : line.slice(0, colon)
    let value = colon < 0 ? '' : line.slice(colon + 1)
    if (value.startsWith(' ')) value = value.slice(1)
    if (name === 'data') {
      dataLength += value.length + 1
      if (dataLength > mostBytes) throw new EventError('an event is larger than the limit')
      data.push(value)
    } else if (name === 'event') event = value
    else if (name === 'id') {
      if (!value.includes('\0')) id = value
    } else if (name === 'retry' && /^[0-9]{1,9}$/.test(value)) retry = Number(value)
  }

  return {
    push(text) {
      const out: ServerEvent[] = []
      let from = 0
      if (first && text.length > 0) {
        first = false
        if (text.charCodeAt(0) === 0xfeff) from = 1
      }
      if (afterReturn && text.length > from) {
        if (text[from] === '\n') from += 1
        afterReturn = false
      }
      const ends = /\r\n?|\n/g
      ends.lastIndex = from
      for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
        rest.push(text.slice(from, end.index))
        const line = rest.length === 1 ? (rest[0] ?? '') : rest.join('')
        rest = []
        restLength = 0
        from = ends.lastIndex
        if (end[0] === '\r' && from === text.length) afterReturn = true
        field(line, out)
      }
      if (from < text.length) {
        rest.push(text.slice(from))
        restLength += text.length - from
        if (restLength > mostBytes) throw new EventError('a line is larger than the limit')
      }
      return out
    },
    retry: () => retry,
    lastId: () => (id === '' ? undefined : id),
  }
}

/** One event as text. `data` is our own JSON, which holds no line end. */
export function writeEvent(data: string, id: string | undefined): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: message\ndata: ${data}\n\n`
}

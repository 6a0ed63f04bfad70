import type { JsonObject } from './json.ts'
import { objectAt, stringAt } from './messages.ts'

const MOST = 10_000

/**
 * The tasks that came of one service's calls (MCP 2025-11-25, basic/utilities/tasks): the results of calls that were
 * allowed. Without this, `tasks/result` would be a way to what somebody else's calls came to.
 */
export class Tasks {
  readonly #servers = new Map<string, string>()

  /** Takes note when a result says that the call goes on as a task. */
  remember(server: string, result: JsonObject): void {
    const id =
      stringAt(objectAt(result, 'task'), 'taskId') ??
      (result.get('resultType') === 'task' ? stringAt(result, 'taskId') : undefined)
    if (id === undefined) return
    this.#servers.set(key(server, id), server)
    if (this.#servers.size > MOST) {
      const [oldest] = this.#servers.keys()
      if (oldest !== undefined) this.#servers.delete(oldest)
    }
  }

  /**
   * The server, among these, on which the task is. An id that several of them gave is nobody's: one server must not take
   * over another's task by giving its id.
   */
  serverOf(id: string, servers: readonly string[]): string | undefined {
    const [server, ...others] = servers.filter((one) => this.#servers.has(key(one, id)))
    return others.length === 0 ? server : undefined
  }
}

function key(server: string, id: string): string {
  return `${server}\n${id}`
}

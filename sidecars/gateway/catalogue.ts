import type { JsonObject } from './json.ts'

/** One entry of a server's list: a tool or a prompt, by its own name. */
export interface Entry {
  server: string
  name: string
  definition: JsonObject
}

/** A joined list: what a client sees, and what each name means. */
export interface Joined {
  /** In the order of servers and of their lists. */
  shown: { name: string; entry: Entry }[]
  /** Name as the client knows it → entry. */
  byName: ReadonlyMap<string, Entry>
}

/**
 * Joins the lists of several servers under names that are never ambiguous: a name that only one server has stays as it
 * is; one that several have becomes `server__name`. Should that be somebody's name already, further underscores tell
 * them apart. The same lists give the same names.
 *
 * @param entries what the caller may see; what is hidden must not change the name of what is shown.
 */
export function joinNames(entries: readonly Entry[]): Joined {
  const owners = new Map<string, number>()
  for (const { name } of entries) owners.set(name, (owners.get(name) ?? 0) + 1)
  const byName = new Map<string, Entry>()
  const shown: Joined['shown'] = []
  for (const entry of entries) {
    if (owners.get(entry.name) === 1) byName.set(entry.name, entry)
  }
  for (const entry of entries) {
    let name = entry.name
    for (
      let gap = '__';
      byName.get(name) !== entry && (byName.has(name) || owners.has(name));
      gap += '_'
    ) {
      name = `${entry.server}${gap}${entry.name}`
    }
    byName.set(name, entry)
    shown.push({ name, entry })
  }
  return { shown, byName }
}

/** What a client may mean by a name that it has not been shown: the tool itself, or `server__name`. */
export function possibleMeanings(
  name: string,
  servers: readonly string[],
): { server: string; name: string }[] {
  const meanings: { server: string; name: string }[] = []
  for (const server of servers) {
    const match = name.startsWith(`${server}__`)
      ? name.slice(server.length).replace(/^__+/, '')
      : ''
    if (match !== '') meanings.push({ server, name: match })
  }
  for (const server of servers) meanings.push({ server, name })
  return meanings
}

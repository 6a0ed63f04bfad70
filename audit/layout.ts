import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * How a trail lies on disk: DIRECTORY/PROJECT.WRITER/NNNNNNNN.jsonl.
 *
 * One directory a chain, owned by its writer, in a sticky directory: sidecars run under different users, and none can
 * rename, remove or add to what another wrote. A process never appends to a file that another process began.
 */
export interface Chain {
  project: string
  writer: string
  directory: string
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,126}$/
const CHAIN_DIRECTORY = /^([A-Za-z0-9][A-Za-z0-9_-]{0,126})\.([A-Za-z0-9][A-Za-z0-9_-]{0,126})$/
const SEGMENT = /^(\d{8})\.jsonl$/

/** @throws RangeError when a name has other characters than letters, digits, `_` and `-` */
export function chainAt(trail: string, project: string, writer: string): Chain {
  for (const name of [project, writer]) {
    if (!NAME.test(name)) {
      throw new RangeError(
        `'${name}' cannot name a chain of the audit trail: only letters, digits, '_' and '-'.`,
      )
    }
  }
  return { project, writer, directory: join(trail, `${project}.${writer}`) }
}

/** All chains of a trail, by name. A trail that is not there has none. */
export async function listChains(trail: string): Promise<Chain[]> {
  const chains: Chain[] = []
  for (const name of (await namesIn(trail)).sort()) {
    const [, project, writer] = CHAIN_DIRECTORY.exec(name) ?? []
    if (project !== undefined && writer !== undefined) {
      chains.push({ project, writer, directory: join(trail, name) })
    }
  }
  return chains
}

export interface Segment {
  number: number
  file: string
}

/** The files of a chain, oldest first. */
export async function listSegments(chain: Chain): Promise<Segment[]> {
  const segments: Segment[] = []
  for (const name of await namesIn(chain.directory)) {
    const digits = SEGMENT.exec(name)?.[1]
    if (digits !== undefined) segments.push(segmentOf(chain, Number(digits)))
  }
  return segments.sort((a, b) => a.number - b.number)
}

export function segmentOf(chain: Chain, number: number): Segment {
  return { number, file: join(chain.directory, `${numberName(number)}.jsonl`) }
}

export function numberName(number: number): string {
  return String(number).padStart(8, '0')
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

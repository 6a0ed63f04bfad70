import { CommandError } from '../exit.ts'
import { type Flag, flagOf } from './flags.ts'

/** One flag as it was given, under the first of its names. */
export interface GivenFlag {
  flag: Flag
  name: string
  /** As written, for messages. */
  written: string
  value: string
}

export interface RunWords {
  given: GivenFlag[]
  image: string | undefined
  command: string[]
}

/**
 * Splits the words of `docker run` as docker does (spf13/pflag without interspersed flags): the first word that is no
 * flag is the image, and what comes after it belongs to the container.
 *
 * @throws CommandError for a flag that is refused or not known, or lacks its value
 */
export function readRunWords(words: readonly string[]): RunWords {
  const given: GivenFlag[] = []
  let index = 0
  const next = (name: string): string => {
    index += 1
    const value = words[index]
    if (value === undefined) throw new CommandError(`run: ${name} needs a value`)
    return value
  }
  for (; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (word === '--') {
      index += 1
      break
    }
    if (word === '-' || !word.startsWith('-')) break
    if (word.startsWith('--')) given.push(readLong(word, next))
    else given.push(...readShort(word, next))
  }
  const [image, ...command] = words.slice(index)
  return { given, image, command }
}

type Next = (name: string) => string

function readLong(word: string, next: Next): GivenFlag {
  const equals = word.indexOf('=')
  const written = equals < 0 ? word : word.slice(0, equals)
  const attached = equals < 0 ? undefined : word.slice(equals + 1)
  const flag = known(written)
  return take(flag, written, attached ?? (flag.valued ? next(written) : 'true'))
}

/** A bundle such as `-it`, whose last letter may take a value: `-itv/a:/b`. */
function readShort(word: string, next: Next): GivenFlag[] {
  const found: GivenFlag[] = []
  for (let at = 1; at < word.length; at += 1) {
    const written = `-${word[at]}`
    const flag = known(written)
    const rest = word.slice(at + 1)
    if (flag.valued) {
      found.push(take(flag, written, rest === '' ? next(written) : rest.replace(/^=/, '')))
      return found
    }
    if (rest.startsWith('=')) {
      found.push(take(flag, written, rest.slice(1)))
      return found
    }
    found.push(take(flag, written, 'true'))
  }
  return found
}

function known(written: string): Flag {
  const flag = flagOf(written)
  if (flag) return flag
  throw new CommandError(
    `run ${written} is refused: this flag is not known here, so nobody can say what it would open.`,
  )
}

function take(flag: Flag, written: string, value: string): GivenFlag {
  const off = !flag.valued && !isOn(written, value)
  if ('refused' in flag.meaning && !off) {
    throw new CommandError(`run ${written} is refused: ${flag.meaning.refused}.`)
  }
  return { flag, name: flag.names[0] ?? written, written, value: off ? 'false' : value }
}

/** The words for yes and no that Go's strconv.ParseBool takes. */
function isOn(written: string, value: string): boolean {
  if (/^(?:1|t|T|true|TRUE|True)$/.test(value)) return true
  if (/^(?:0|f|F|false|FALSE|False)$/.test(value)) return false
  throw new CommandError(`run ${written}=${value}: it is either true or false`)
}

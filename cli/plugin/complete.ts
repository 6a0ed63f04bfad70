import type { Command, Option } from 'commander'

/** Words of `governance compose`, whose verbs docker compose brings. */
const composeVerbs = [
  ...['config', 'check', 'diff', 'up', 'down', 'run', 'exec', 'logs', 'ps', 'restart', 'start'],
  ...['stop', 'reload', 'verify'],
]

/** What the shell is to do when there is no candidate, as cobra numbers it. */
const files = 0
const noFiles = 4

/**
 * Answers a shell's question in the form of cobra's `__complete`, which the docker command line speaks too: one
 * candidate a line, a tab before its description, and at the end a colon and what else the shell may offer.
 *
 * @param words what stands on the line after the program's name; the last one, perhaps empty, is being written
 */
export function complete(program: Command, words: readonly string[]): string {
  const begun = words.at(-1) ?? ''
  const { command, pending } = walk(program, words.slice(0, -1))
  const { candidates, otherwise } = offer(command, pending, begun)
  const lines = candidates
    .filter(([word]) => word.startsWith(begun))
    .map(([word, description]) => (description ? `${word}\t${description}` : word))
  return [...lines, `:${otherwise}`, ''].join('\n')
}

/** The command that the words before lead to, and the option whose value comes next. */
function walk(
  program: Command,
  words: readonly string[],
): { command: Command; pending: Option | undefined } {
  let command = program
  let pending: Option | undefined
  for (const word of words) {
    if (pending) {
      pending = undefined
    } else if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => long === word || short === word)
      if (option && (option.required || option.optional)) pending = option
    } else {
      command = command.commands.find((one) => one.name() === word) ?? command
    }
  }
  return { command, pending }
}

interface Offer {
  candidates: [word: string, description: string][]
  otherwise: number
}

function offer(command: Command, pending: Option | undefined, begun: string): Offer {
  if (pending) return values(pending.argChoices ?? [])
  if (begun.startsWith('-')) {
    const visible = command.options.filter(({ hidden, long }) => !hidden && long)
    return {
      candidates: [
        ...visible.map(({ long, description }): [string, string] => [long ?? '', description]),
        ['--help', 'what there is'],
      ],
      otherwise: noFiles,
    }
  }
  if (command.name() === 'compose') return values(composeVerbs)
  const below = command.commands.filter((one) => !one.name().startsWith('__'))
  if (below.length > 0) {
    return {
      candidates: below.map((one): [string, string] => [one.name(), one.summary()]),
      otherwise: noFiles,
    }
  }
  return values(command.registeredArguments[0]?.argChoices ?? [])
}

/** The choices there are; without any, names of files. */
function values(choices: readonly string[]): Offer {
  return {
    candidates: choices.map((choice): [string, string] => [choice, '']),
    otherwise: choices.length > 0 ? noFiles : files,
  }
}

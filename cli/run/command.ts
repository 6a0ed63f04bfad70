import { CommandError } from '../exit.ts'

export async function run(_words: readonly string[]): Promise<number | undefined> {
  throw new CommandError('not yet')
}

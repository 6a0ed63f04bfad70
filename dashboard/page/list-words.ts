import { mostRows, type Numbers } from '../wire.ts'
import { emptyState } from './empty.ts'
import { type Asked, isNarrowed } from './query.ts'
import { count, figure, moment } from './words.ts'

export type ListName = 'violations' | 'decisions'

/** What is said in the place of a list that is empty: why, and the next step. */
export function emptyList(list: ListName, numbers: Numbers | undefined, asked: Asked): HTMLElement {
  if (!numbers) return emptyState('Reading the trail.', 'This takes a moment.')
  if (isNarrowed(asked))
    return emptyState('Nothing matches.', 'Press x, or take a filter away above.')
  const { allowed, trail } = numbers
  if (trail.read === 0) {
    return emptyState(
      'Nothing was decided yet.',
      'The trail begins when an agent is started: ',
      'governance compose up',
    )
  }
  const when = asked.range.name
  return list === 'violations' && allowed > 0
    ? emptyState(`No violation in the ${when}.`, `${count(allowed, 'decision')}, all allowed.`)
    : emptyState(`Nothing in the ${when}.`, 'Choose a longer range above.')
}

/** What is said below a list that does not show all there is. */
export function moreWords(
  list: ListName,
  { trail, moreViolations }: Numbers,
  rows: number,
): string {
  if (list === 'violations') {
    return moreViolations > 0
      ? `${count(moreViolations, 'more matter')}: narrow down to see them.`
      : ''
  }
  if (rows >= mostRows) return `The newest ${figure(mostRows)} are listed.`
  return trail.read > trail.kept && trail.from !== undefined
    ? `Listed from ${moment(trail.from)} on; governance logs has what is older.`
    : ''
}

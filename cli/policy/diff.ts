import pc from 'picocolors'
import { comparePolicies, type Difference, widens } from '../../policy/difference.ts'
import { compilePolicies } from '../../policy/index.ts'
import { Exit } from '../exit.ts'
import { readPolicy } from './read.ts'

const titles = {
  wider: 'It allows what was not allowed:',
  narrower: 'It no longer allows:',
} as const

/** `governance policy diff OLD NEW`: exit 1 when NEW allows, or may allow, what OLD did not. */
export async function diffPolicies(
  before: string,
  after: string,
  { format }: { format: 'text' | 'json' },
): Promise<number> {
  const [older, newer] = await Promise.all(
    [before, after].map(async (file) => compilePolicies([await readPolicy(file)])),
  )
  if (!older || !newer) return Exit.usage
  const differences = comparePolicies(older, newer)
  const wider = widens(differences)
  process.stdout.write(
    format === 'json'
      ? `${JSON.stringify({ widens: wider, differences }, null, 2)}\n`
      : asText(differences),
  )
  return wider ? Exit.findings : Exit.fine
}

function asText(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'Both allow the same.\n'
  const blocks = (['wider', 'narrower'] as const).flatMap((direction) => {
    const lines = differences.filter((one) => one.direction === direction)
    if (lines.length === 0) return []
    const [sign, paint] =
      direction === 'wider' ? (['+', pc.red] as const) : (['-', pc.green] as const)
    return [
      titles[direction],
      ...lines.map(({ kind, text, unsure }) =>
        paint(`  ${sign} ${kind}: ${text}${unsure ? ' (this may allow more: look at it)' : ''}`),
      ),
    ]
  })
  return `${blocks.join('\n')}\n`
}

/** Middle value of an odd number of figures; of an even number the mean of the two in the middle. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper
}

/** The value below which this share (0 to 1) of the figures lies. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** `1.23 s (1.10 – 1.40)`: median, and what the machine's noise made of it. */
export function spread(figures: readonly number[], unit: string, digits = 2): string {
  const [least, most] = [Math.min(...figures), Math.max(...figures)]
  return `${median(figures).toFixed(digits)} ${unit} (${least.toFixed(digits)} – ${most.toFixed(digits)})`
}

/**
 * How much computing something takes, in milliseconds. Unlike the time on the clock it hardly depends on what else the
 * machine is at, so a test may set it a limit.
 */
export function cpuTime(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

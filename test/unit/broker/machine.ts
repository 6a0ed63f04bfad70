import type { TimeSources } from '../../../sidecars/broker/steady-clock.ts'

/** A machine whose time a test moves. */
export function machine() {
  let wall = Date.parse('2025-03-25T10:00:00Z')
  let uptime = 5_000_000
  let boot = 1
  return {
    wall: () => wall,
    uptime: () => uptime,
    boot: () => `boot-${boot}`,
    /** Time passes. */
    pass(milliseconds: number) {
      wall += milliseconds
      uptime += milliseconds
    },
    /** Somebody sets the wall clock. */
    step(milliseconds: number) {
      wall += milliseconds
    },
    /** The machine is off for a while. */
    reboot(milliseconds: number) {
      wall += milliseconds
      uptime = 10_000
      boot += 1
    },
  } satisfies TimeSources & Record<string, unknown>
}

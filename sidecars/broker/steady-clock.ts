import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/**
 * A clock by which leases are measured. While the machine runs it follows the time since boot, which counts sleep and
 * which nobody can set; so a step of the wall clock, forwards or backwards, neither extends a lease nor ends it. Only
 * what a reboot took is taken from the wall clock, and never as negative.
 */
export interface SteadyClock {
  /** Milliseconds since 1970, as the wall clock would say had it never been set since the first lease. */
  now(): number
  /** What has to be kept for the clock to go on after a restart. */
  mark(): ClockMark
  /** A moment of this clock as the wall clock has it now, for people. */
  wall(moment: number): number
}

export interface ClockMark {
  /** Names one run of the machine; empty where it has no name. */
  boot: string
  /** Milliseconds since boot. */
  uptime: number
  /** `now()` at that time. */
  time: number
}

/** Where time comes from; tests bring their own. */
export interface TimeSources {
  wall(): number
  uptime(): number
  boot(): string
}

/** A sleep of the machine is noticed that long after its end. */
export const LOOK_EVERY_MS = 100

/**
 * The time since boot, without asking the machine each time: that opens a file, and takes longer than all else that an
 * exchange does. In between the time that has passed awake is added. Never goes back.
 *
 * @param ask milliseconds since boot, with sleep
 * @param awake milliseconds since any moment, without sleep
 */
export function seldomAsked(ask: () => number, awake: () => number): () => number {
  let asked: { awake: number; answer: number } | undefined
  let latest = 0
  return () => {
    const now = awake()
    if (asked === undefined || now - asked.awake >= LOOK_EVERY_MS)
      asked = { awake: now, answer: ask() }
    latest = Math.max(latest, asked.answer + now - asked.awake)
    return latest
  }
}

export const machineTime: TimeSources = {
  wall: Date.now,
  uptime: seldomAsked(
    () => uptime() * 1000,
    () => performance.now(),
  ),
  boot: () => {
    try {
      return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    } catch {
      return ''
    }
  },
}

/** @param mark what an earlier process kept, if there was one */
export function steadyClock(
  mark: ClockMark | undefined,
  sources: TimeSources = machineTime,
): SteadyClock {
  const boot = sources.boot()
  const started = sources.uptime()
  const isSameRun =
    mark !== undefined && boot !== '' && mark.boot === boot && mark.uptime <= started
  const base = isSameRun
    ? mark.time + started - mark.uptime
    : Math.max(sources.wall(), mark?.time ?? 0)
  const now = () => base + sources.uptime() - started
  return {
    now,
    mark: () => {
      const at = sources.uptime()
      return { boot, uptime: at, time: base + at - started }
    },
    wall: (moment) => sources.wall() + moment - now(),
  }
}

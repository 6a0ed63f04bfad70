import { expect, test } from 'vitest'
import { LOOK_EVERY_MS, seldomAsked, steadyClock } from '../../../sidecars/broker/steady-clock.ts'
import { machine } from './machine.ts'

test('a step of the wall clock, either way, moves nothing', () => {
  const time = machine()
  const clock = steadyClock(undefined, time)
  const start = clock.now()
  time.step(3_600_000)
  time.pass(1000)
  expect(clock.now() - start).toBe(1000)
  time.step(-2 * 3_600_000)
  time.pass(1000)
  expect(clock.now() - start).toBe(2000)
})

test('goes on over a restart of the process, also when the wall clock was set meanwhile', () => {
  const time = machine()
  const clock = steadyClock(undefined, time)
  const start = clock.now()
  const mark = clock.mark()
  time.pass(60_000)
  time.step(-86_400_000)
  expect(steadyClock(mark, time).now() - start).toBe(60_000)
})

test('a reboot takes the time that the wall clock says it took', () => {
  const time = machine()
  const clock = steadyClock(undefined, time)
  const start = clock.now()
  const mark = clock.mark()
  time.reboot(120_000)
  expect(steadyClock(mark, time).now() - start).toBe(120_000)
})

test('a reboot with a clock that was set back gives no time back', () => {
  const time = machine()
  const clock = steadyClock(undefined, time)
  time.pass(50_000)
  const mark = clock.mark()
  time.reboot(10_000)
  time.step(-3_600_000)
  expect(steadyClock(mark, time).now()).toBe(mark.time)
})

test('tells moments as the wall clock has them now', () => {
  const time = machine()
  const clock = steadyClock(undefined, time)
  const inAnHour = clock.now() + 3_600_000
  time.step(500_000)
  expect(clock.wall(inAnHour)).toBe(time.wall() + 3_600_000)
})

test('a sleep of the machine counts, soon after its end', () => {
  let [sinceBoot, awake, asked] = [1_000_000, 0, 0]
  const uptime = seldomAsked(
    () => {
      asked += 1
      return sinceBoot
    },
    () => awake,
  )
  const pass = (slept: number, ran: number) => {
    sinceBoot += slept + ran
    awake += ran
    return uptime()
  }
  expect(uptime()).toBe(1_000_000)
  for (let at = 1; at < LOOK_EVERY_MS; at += 1) expect(pass(0, 1)).toBe(1_000_000 + at)
  expect(asked).toBe(1)
  expect(pass(3_600_000, LOOK_EVERY_MS)).toBe(sinceBoot)
  expect(asked).toBe(2)
  // The answer is in hundredths of a second: what was said does not become less.
  sinceBoot -= 5
  expect(pass(0, 0)).toBe(sinceBoot + 5)
  awake += LOOK_EVERY_MS
  expect(uptime()).toBe(sinceBoot + 5)
})

import { describe, expect, test } from 'vitest'
import { Random } from '../../../fuzz/random.ts'
import { runTarget } from '../../../fuzz/target.ts'
import { targets } from '../../../fuzz/targets.ts'

describe('fuzz targets hold for a short while', () => {
  test.each([...targets].filter(([name]) => !name.startsWith('compose/')))(
    '%s',
    async (name, target) => {
      await expect(runTarget(name, target, 20_260, 1_500)).resolves.toBeUndefined()
    },
  )
})

test('chance is the same for the same seed', () => {
  expect(new Random(7).bytes(20)).toEqual(new Random(7).bytes(20))
  expect(new Random(7).bytes(20)).not.toEqual(new Random(8).bytes(20))
})

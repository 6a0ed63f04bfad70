import { expect, it } from 'vitest'
import { closedNetwork } from '../../../compose-transform/harden/names.ts'
import { sandboxOptions } from '../../../engine/probe.ts'

it('the probe tries a network with exactly the options that are emitted', () => {
  expect(Object.fromEntries(sandboxOptions)).toEqual(closedNetwork.driver_opts)
})

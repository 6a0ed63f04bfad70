import { describe, expect, it } from 'vitest'
import {
  decisionFor,
  sectionKeys,
  serviceKeys,
} from '../../../compose-transform/inspect/service-keys.ts'
import { settingsIn, specificationIn } from '../../conformance/compose/specification.ts'
import { findCompose } from '../../conformance/compose/theirs.ts'

const plugin = findCompose()

describe.skipIf(plugin === undefined)(
  `the Compose specification of the plugin on this machine${plugin ? '' : ' (there is none)'}`,
  () => {
    it('has no setting that nobody has decided about', () => {
      const schema = specificationIn(plugin as string)
      expect(schema).toBeDefined()
      const settings = [...settingsIn(schema ?? {})]
      expect(settings.length).toBeGreaterThan(300)
      const service = 'services.*.'
      const undecided = settings.filter((path) =>
        path.startsWith(service)
          ? !decisionFor(path.slice(service.length), serviceKeys)
          : !decisionFor(path, sectionKeys),
      )
      expect(undecided).toEqual([])
    })
  },
)

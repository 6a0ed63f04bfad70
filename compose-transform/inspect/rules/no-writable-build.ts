import { writableFolders } from '../../harden/own-files.ts'
import { itemsAt, textAt } from '../../load/node.ts'
import { meets } from '../host-paths.ts'
import type { Rule } from '../rule.ts'

export const noWritableBuild: Rule = {
  id: 'no-writable-build',
  severity: 'error',
  action: 'refuse',
  reason:
    "watch builds an image anew as soon as something in its folder changes, and a build is not governed: an agent that writes there runs what it likes on the engine's network.",
  mend: 'Use sync or sync+restart, watch a folder that no agent writes to, or make an exception that says why it has to be.',
  bad: `services:
  agent:
    image: agent
    build: .
    volumes: ['./src:/src']
    develop: { watch: [{ path: ./src, action: rebuild }] }
`,
  good: `services:
  agent:
    image: agent
    build: .
    volumes: ['./src:/src']
    develop: { watch: [{ path: ./Dockerfile, action: rebuild }] }
`,
  roles: 'all',
  exceptable: true,
  check({ name, node, whole, real }, report) {
    for (const watch of itemsAt(node, 'develop', 'watch')) {
      const path = textAt(watch, 'path')
      if (path === undefined || textAt(watch, 'action') !== 'rebuild') continue
      const folder = writableFolders(whole).find((one) =>
        [path, real(path)].some((watched) => meets(watched, one)),
      )
      if (folder)
        report(watch, `${name} would be built anew by whatever an agent writes in ${folder}.`)
    }
  },
}

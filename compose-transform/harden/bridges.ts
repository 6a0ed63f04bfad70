import { textAt } from '../load/node.ts'
import { isGoverned, type Plan } from '../roles/plan.ts'
import { bridgeInService, bridgePort, bridgeVolume, sidecarImage } from './names.ts'
import type { Pass } from './pass.ts'

/**
 * Lets MCP servers that speak over their standard input and output be reached: in their container the command is run
 * by the bridge, which gives each connection of the gateway's a process of its own. The bridge brings its own Node, with
 * its loader and libraries, so that any Linux image will do, even one that holds nothing else.
 */
export const bridges: Pass = (draft, plan) => {
  for (const [name, server] of plan.governance.servers) {
    if (server.kind !== 'stdio') continue
    const service = plan.services.get(server.service)
    if (!isGoverned(service)) continue
    const path = ['services', server.service]
    const reason = `runs ${name} for each connection of the gateway's`
    const program = runsInOwnImage(plan, server.service)
      ? [
          `${bridgeInService}/ld.so`,
          ...['--library-path', `${bridgeInService}/lib`],
          ...[`${bridgeInService}/node`, `${bridgeInService}/sidecar.mjs`],
        ]
      : ['node', '/sidecar.mjs']
    draft.set([...path, 'entrypoint'], [...program, 'bridge'], server.place, reason)
    draft.set(
      [...path, 'command'],
      [String(bridgePort), ...server.command],
      server.place,
      'the port, and the command',
    )
    draft.set([...path, 'init'], true, server.place, 'ends what the processes leave behind')
    if (!runsInOwnImage(plan, server.service)) continue
    draft.append(
      [...path, 'volumes'],
      {
        type: 'volume',
        source: bridgeVolume,
        target: bridgeInService,
        read_only: true,
        volume: { nocopy: true },
      },
      server.place,
      'the bridge, with what it needs to run in any image',
    )
  }
}

/** Whether some server runs in an image of its own, so that the bridge has to be brought there. */
export function needsBridge(plan: Plan): boolean {
  return [...plan.governance.servers.values()].some(
    (server) => server.kind === 'stdio' && runsInOwnImage(plan, server.service),
  )
}

function runsInOwnImage(plan: Plan, service: string): boolean {
  return textAt(plan.project.root, 'services', service, 'image') !== sidecarImage
}

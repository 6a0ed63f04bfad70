import { isOn } from '../../load/node.ts'
import { must } from '../must.ts'
import type { Rule } from '../rule.ts'

export const noApiSocket: Rule = {
  id: 'no-api-socket',
  severity: 'error',
  action: 'refuse',
  reason:
    'use_api_socket hands the engine and every registry credential of the caller to the container.',
  mend: 'Remove use_api_socket. An MCP gateway is not needed: leave it out and declare its servers under mcp.servers of x-docker-ai-governance, such as "duckduckgo: { image: mcp/duckduckgo, command: […] }".',
  bad: `services:
  agent:
    image: agent
    use_api_socket: true
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'contained',
  check({ name, node }, report) {
    if (isOn(node.entries.get('use_api_socket')))
      report(must(node, 'use_api_socket'), `${name} would control the engine.`)
  },
}

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../../engines/engines.ts'
import { bareImage, mcpImage } from '../../engines/mcp-image.ts'
import { GovernedProject } from '../loop/governed-project.ts'

const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: mcp-policy
spec:
  network:
    allowedDomains: [allowed.test]
  credentials:
    allowedKeys: [GITHUB_TOKEN]
    maxExpirationHours: 1
    bindings:
      GITHUB_TOKEN: { hosts: [allowed.test] }
  mcp:
    allowedTools: ["*"]
    deniedTools: [write_file]
`

/** A server in a shell: what has no Node and no C library can be bridged too. */
const shellServer = `while read -r line; do
  id=$(echo "$line" | /bin/busybox sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
  say() { echo "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":$id,\\"result\\":$1}"; }
  case "$line" in
    *'"initialize"'*) say '{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}' ;;
    *'"tools/list"'*) say '{"tools":[{"name":"shell","inputSchema":{"type":"object"}}]}' ;;
    *'"tools/call"'*) say '{"content":[{"type":"text","text":"from a shell"}]}' ;;
  esac
done
`

/** Each engine has its internet in a documentation range of its own: both may run on one machine at once. */
const subnets: Record<string, string> = { '20.10': '203.0.113.0/26', '28': '203.0.113.64/26' }

function compose(engine: Engine): string {
  const bin = '/mcp/node_modules/.bin'
  return `services:
  agent:
    image: ${mcpImage}
    init: true
    command: [sleep, infinity]
    volumes: ["./clients:/mcp/clients:ro"]
  everything:
    image: ${mcpImage}
    init: true
    command: [node, ${bin}/mcp-server-everything, streamableHttp]
    environment: { PORT: "3001" }
  files:
    image: ${mcpImage}
    volumes: ["./data:/data"]
  changing:
    image: ${mcpImage}
    volumes: ["./data:/data:ro"]
  internet:
    image: ${mcpImage}
    init: true
    command: [node, /internet/outside.mjs]
    volumes: ["./internet:/internet:ro"]
    networks:
      internet:
        aliases: [allowed.test]
networks:
  internet:
    ipam:
      config: [{ subnet: ${subnets[engine.name] ?? '203.0.113.128/26'} }]
x-docker-ai-governance:
  policy: ./governance-policy.yaml
  services: [agent]
  exempt:
    internet: stands in for the internet in this test
  egress:
    network: internet
    certificates: ./internet/cert.pem
  mcp:
    servers:
      everything: { service: everything, port: 3001 }
      files: { service: files, command: [node, ${bin}/mcp-server-filesystem, /data] }
      memory:
        command: [node, ${bin}/mcp-server-memory]
        image: ${mcpImage}
        environment: { MEMORY_FILE_PATH: /tmp/memory.jsonl }
      changing: { service: changing, command: [node, /data/changing.mjs], pin: true }
      shell:
        command: [/bin/busybox, sh, -c, ${JSON.stringify(shellServer.replaceAll('$', '$$$$'))}]
        image: ${bareImage}
      outside: { url: "https://allowed.test/mcp", credential: GITHUB_TOKEN }
`
}

/** A project with real MCP servers of every kind, and an agent with real clients. */
export async function createMcpProject(engine: Engine, name: string): Promise<GovernedProject> {
  const project = await GovernedProject.create(engine, name, { policy, compose: compose(engine) })
  const put = (from: string, to: string) =>
    copyFileSync(new URL(from, import.meta.url), join(project.folder, to))
  for (const folder of ['clients', 'data']) mkdirSync(join(project.folder, folder))
  put('clients.mjs', 'clients/clients.mjs')
  put('outside.mjs', 'internet/outside.mjs')
  put('changing.mjs', 'data/changing.mjs')
  writeFileSync(join(project.folder, 'data/hello.txt'), 'hello from a file\n')
  change(project, 'looks something up', 'Be kind.')
  return project
}

/** Lets the server `changing` say this of its tool and of itself. */
export function change(project: GovernedProject, description: string, instructions: string): void {
  const said = JSON.stringify({ description, instructions })
  writeFileSync(join(project.folder, 'data/changing.json'), said)
}

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../../engines/engines.ts'
import { bareImage, mcpImage } from '../../engines/mcp-image.ts'
import { GovernedProject } from '../support/governed-project.ts'
import { internetEgress, internetService } from '../support/internet.ts'

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

const bin = '/mcp/node_modules/.bin'

const internet = {
  names: ['allowed.test'],
  program: join(import.meta.dirname, 'internet.mjs'),
}

const compose = `services:
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
${internetService(internet)}
networks:
  internet:
    ipam: { config: [{ subnet: SUBNET }] }
x-docker-ai-governance:
  policy: ./governance-policy.yaml
  services: [agent]
  exempt:
    internet: stands in for the internet in this test
${internetEgress}  mcp:
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

/** A project with real MCP servers of every kind, and an agent with real clients. */
export async function createMcpProject(engine: Engine, name: string): Promise<GovernedProject> {
  const project = await GovernedProject.create(engine, name, { policy, compose, internet })
  const put = (from: string, to: string) =>
    copyFileSync(new URL(from, import.meta.url), join(project.folder, to))
  for (const folder of ['clients', 'data']) mkdirSync(join(project.folder, folder))
  put('clients.mjs', 'clients/clients.mjs')
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

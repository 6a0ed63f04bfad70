import { describe, expect, it } from 'vitest'
import { guardArguments } from '../../../cli/compose/guard.ts'

describe('flags that would open the sandbox', () => {
  it.each([
    ['run', ['--cap-add', 'ALL', 'agent']],
    ['run', ['--cap-add=ALL', 'agent']],
    ['run', ['-v', '/:/host', 'agent']],
    ['run', ['-v/:/host', 'agent']],
    ['run', ['--rm', '--volume=/:/host', 'agent']],
    ['run', ['-itv', '/:/host', 'agent']],
    ['run', ['-p', '80:80', 'agent']],
    ['run', ['-P', 'agent']],
    ['run', ['--use-aliases', 'agent']],
    ['run', ['-e', 'GITHUB_TOKEN', 'agent']],
    ['run', ['-eGITHUB_TOKEN', 'agent']],
    ['run', ['--env=GITHUB_TOKEN', 'agent']],
    ['run', ['--env-from-file', '.env', 'agent']],
    ['exec', ['--privileged', 'agent', 'sh']],
    ['exec', ['-T', '--privileged=true', 'agent', 'sh']],
    ['cp', ['-L', 'agent:/a', '.']],
    ['cp', ['agent:/a', '.', '-L']],
    ['cp', ['agent:/a', '--follow-link=true', '.']],
    ['build', ['--ssh', 'default']],
    ['build', ['agent', '--ssh=default']],
    ['build', ['agent', '--build-arg', 'GITHUB_TOKEN']],
    ['run', ['-l', 'com.docker.compose.service=governance-broker', 'agent']],
    ['run', ['--label=ai.docker.governance.role=broker', 'agent']],
    ['run', ['--name', 'p-governance-broker-1', 'agent']],
    ['run', ['--entrypoint', 'node', 'governance-proxy', '-e', '1']],
    ['run', ['--', 'governance-broker', 'x']],
    ['--verbose', ['run', '-v', '/:/host', 'agent']],
    ['--verbose', ['-f', 'evil.yaml', 'up']],
    ['-D', ['up']],
  ])('compose %s %j is refused with its reason', (verb, rest) => {
    expect(() => guardArguments(verb, rest)).toThrow(/is refused: .{10}/)
  })

  it('refuses a flag that it does not know, because it may take the next word as its value', () => {
    expect(() => guardArguments('run', ['--isolation', 'none', 'agent'])).toThrow(/not known/)
    expect(() => guardArguments('exec', ['-x', 'agent'])).toThrow(/not known/)
  })

  it.each([
    ['run', ['--rm', '-it', '-u', '1000', 'agent', 'sh', '-v', '--privileged']],
    ['run', ['-T', '-e', 'DEBUG=1', '--entrypoint', 'sh', 'agent']],
    ['exec', ['-it', 'agent', 'docker', '--privileged']],
    ['logs', ['--follow', '--anything']],
    ['cp', ['agent:/a', '.']],
    ['cp', ['--', 'agent:/a', '-L']],
    ['build', ['--no-cache', 'agent', '--build-arg', 'VERSION=1']],
    ['run', ['--rm', '--name', 'one', '-l', 'team=agents', 'governance-mcp-files', 'x']],
    ['run', ['--dry-run', '--', 'agent', '-v', '/:/x']],
  ])('compose %s %j is left alone', (verb, rest) => {
    expect(() => guardArguments(verb, rest)).not.toThrow()
  })
})

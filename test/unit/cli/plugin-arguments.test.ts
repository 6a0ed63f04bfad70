import { describe, expect, it } from 'vitest'
import { readPluginCall } from '../../../cli/plugin/arguments.ts'

describe('a call through the docker command line', () => {
  it.each([
    ['governance logs --since 24h', 'logs --since 24h'],
    ['--context x governance run f', 'run f'],
    ['-H unix:///x --debug governance compose up', 'compose up'],
    ['help governance', '--help'],
    ['help governance policy explain', 'policy explain --help'],
    ['__complete governance lo', '__complete lo'],
    ['logs', 'logs'],
    ['governance', ''],
    ['governance run governance --context x', 'run governance --context x'],
    ['--version', '--version'],
  ])('%s means %s', (given, meant) => {
    const split = (text: string) => text.split(' ').filter(Boolean)
    expect(readPluginCall(split(given)).words).toEqual(split(meant))
  })

  it('hands the global flags of docker on to every docker that is called from here', () => {
    const of = (text: string) => Object.fromEntries(readPluginCall(text.split(' ')).environment)
    expect(of('--context far governance ps')).toEqual({
      DOCKER_CONTEXT: 'far',
      DOCKER_HOST: undefined,
    })
    expect(of('--host=unix:///a=b governance ps')).toEqual({
      DOCKER_HOST: 'unix:///a=b',
      DOCKER_CONTEXT: undefined,
    })
    expect(of('--config /c --tlsverify governance ps')).toEqual({
      DOCKER_CONFIG: '/c',
      DOCKER_TLS_VERIFY: '1',
    })
    expect(of('--tls=false -l debug governance ps')).toEqual({})
  })

  it('says which global flags it cannot hand on, rather than talk to another engine', () => {
    expect(() => readPluginCall(['--tls', 'governance', 'ps'])).toThrow(/--tls/)
    expect(() => readPluginCall(['--tlscacert', '/c', 'governance', 'ps'])).toThrow(/--tlscacert/)
  })
})

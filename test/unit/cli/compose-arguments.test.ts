import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Applied, composeArguments, composeEnvironment } from '../../../cli/compose/applied.ts'
import type { ComposeOptions } from '../../../cli/compose/options.ts'

const applied: Applied = {
  project: 'p',
  directory: '/project',
  variables: [],
  profiles: ['from-environment'],
}
const options: ComposeOptions = { file: [], profile: ['from-flag'], envFile: [] }

afterEach(() => vi.unstubAllEnvs())

describe('what docker compose is called with', () => {
  it('names files, project and directory, so that nothing else chooses them', () => {
    const words = composeArguments(applied, options, 'up', ['-d']).join(' ')
    expect(words).toMatch(
      /^compose --project-name p --file \S+compose\.yaml --project-directory \/project /,
    )
    expect(words).toMatch(/ up -d$/)
  })

  it('names the profiles in force, whether they came from a flag or from COMPOSE_PROFILES', () => {
    const words = composeArguments(applied, options, 'up', [])
    expect(words.filter((_, at) => words[at - 1] === '--profile')).toEqual([
      'from-environment',
      'from-flag',
    ])
  })

  it('carries no real secret, and nothing that would change what is loaded', () => {
    vi.stubEnv('GITHUB_TOKEN', 'real')
    vi.stubEnv('COMPOSE_FILE', 'evil.yml')
    vi.stubEnv('COMPOSE_PROFILES', 'evil')
    vi.stubEnv('COMPOSE_ENV_FILES', 'evil.env')
    const environment = composeEnvironment(new Map([['LEASE', 'l']]), ['GITHUB_TOKEN'])
    expect(environment).toMatchObject({ LEASE: 'l', COMPOSE_DISABLE_ENV_FILE: '1' })
    expect(Object.values(environment)).not.toContain('real')
    expect(Object.values(environment).join(' ')).not.toContain('evil')
  })
})

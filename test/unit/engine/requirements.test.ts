import { describe, expect, it } from 'vitest'
import type { Captured, Docker } from '../../../engine/docker.ts'
import { requireCompose, requireEngine } from '../../../engine/requirements.ts'

function answering(answer: Partial<Captured>): Docker {
  const captured = { code: 0, stdout: '', stderr: '', ...answer }
  const never = () => {
    throw new Error('not asked for')
  }
  return { capture: async () => captured, text: never, inherit: never, start: never }
}

describe('an engine is required', () => {
  it('and gives its version', async () => {
    const stdout = '{"Version":"20.10.24","ApiVersion":"1.41","Os":"linux","Arch":"amd64"}\n'
    expect(await requireEngine(answering({ stdout }))).toEqual({
      version: '20.10.24',
      api: '1.41',
      system: 'linux',
      architecture: 'amd64',
    })
  })

  it('or the error says how to start one, in docker’s own words first', async () => {
    const stderr = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.'
    const refused = requireEngine(answering({ code: 1, stdout: 'null\n', stderr }))
    await expect(refused).rejects.toMatchObject({ exitCode: 3 })
    await expect(refused).rejects.toThrow(/Cannot connect.*\n.*systemctl start docker/)
  })

  it('of a version that keeps what is promised', async () => {
    const stdout = '{"Version":"19.03.15","ApiVersion":"1.40","Os":"linux","Arch":"amd64"}'
    await expect(requireEngine(answering({ stdout }))).rejects.toThrow(/too old: 20\.10/)
  })
})

describe('Compose v2 is required', () => {
  it('and gives its version', async () => {
    expect(await requireCompose(answering({ stdout: 'v2.40.3\n' }))).toBe('2.40.3')
  })

  it('or the error says how to get it', async () => {
    const stderr = "docker: 'compose' is not a docker command."
    const refused = requireCompose(answering({ code: 1, stderr }))
    await expect(refused).rejects.toMatchObject({ exitCode: 3 })
    await expect(refused).rejects.toThrow(/docker-compose-plugin/)
  })
})

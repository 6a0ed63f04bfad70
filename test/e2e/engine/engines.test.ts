import { expect, it } from 'vitest'
import { ensureDebianImage } from '../../engines/base-images.ts'
import { command } from '../../engines/command.ts'
import { describeEachEngine } from '../../engines/each-engine.ts'

describeEachEngine('the test engines', (engine) => {
  it('run a container that answers', async () => {
    const image = await ensureDebianImage(engine)
    const words = ['--host', engine.host, 'run', '--rm', '--network', 'none', image]
    expect(await command('docker', [...words, 'echo', 'here'])).toBe('here\n')
  })
})

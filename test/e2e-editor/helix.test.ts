import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editorWorkspace, hasProgram, installedPath, recipes } from './workspace.ts'

const present = hasProgram('hx', 'the language server in Helix')
const [recipe = ''] = recipes('toml')

describe.skipIf(!present)('Helix', () => {
  let space: Awaited<ReturnType<typeof editorWorkspace>>
  let policy: string
  let editor: ReturnType<typeof spawn>
  let screen = ''

  beforeAll(async () => {
    space = await editorWorkspace()
    policy = join(space.folder, 'governance-policy.yaml')
    const settings = join(space.home, '.config/helix')
    await mkdir(settings, { recursive: true })
    await writeFile(join(settings, 'languages.toml'), recipe)
    // `script` lends it a terminal.
    editor = spawn(
      'script',
      ['-qfc', 'stty rows 40 cols 140; exec hx governance-policy.yaml', '/dev/null'],
      {
        cwd: space.folder,
        env: { ...process.env, PATH: installedPath, HOME: space.home, TERM: 'xterm-256color' },
      },
    )
    editor.stdout?.on('data', (data: Buffer) => {
      screen += data.toString('utf8')
    })
  })
  afterAll(async () => {
    if (editor.exitCode === null) {
      await type(':q!\r')
      await once(editor, 'exit')
    }
    await space.remove()
  })

  /** Types, after Escape; a pause tells it from the beginning of another key. */
  async function type(keys: string): Promise<void> {
    editor.stdin?.write('\u001b')
    await pause(200)
    screen = ''
    editor.stdin?.write(keys)
  }

  /** What it drew. Cells that are right already are passed over, blank ones above all: so without any blanks. */
  const shown = () => stripVTControlCharacters(screen).replaceAll(/\s/g, '')

  it('lists findings under the ids of their rules', async () => {
    await expect
      .poll(
        async () => {
          await type(' d')
          await pause(500)
          return shown()
        },
        { timeout: 20_000 },
      )
      .toContain('unknown-key')
    expect(shown()).toContain('everypublich')
  })

  it('shows what a line allows', async () => {
    await type('8ggghlllllllll k')
    await expect.poll(shown, { timeout: 10_000 }).toContain('everypublicname')
  })

  it('applies a quick fix', async () => {
    await type('9ggghllllll a')
    await expect.poll(shown, { timeout: 10_000 }).toContain("Write'denyLocalNetwork'")
    editor.stdin?.write('\u000e')
    await pause(300)
    editor.stdin?.write('\r')
    await pause(300)
    await type(':w\r')
    await expect
      .poll(() => readFile(policy, 'utf8'), { timeout: 10_000 })
      .toContain('denyLocalNetwork: true')
  })
})

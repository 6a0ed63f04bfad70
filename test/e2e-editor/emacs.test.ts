import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editorWorkspace, hasProgram, installedPath, recipes } from './workspace.ts'

const present = hasProgram('emacs', 'the language server in Emacs with eglot')

const [recipe = ''] = recipes('elisp')

/** The recipe, in a mode of the name that it is for; waits for flymake and prints what it shows. */
const script = (folder: string) => `
(require 'package)
(package-initialize)
(require 'eglot)
(define-derived-mode yaml-mode text-mode "YAML")
${recipe}
(find-file ${JSON.stringify(`${folder}/governance-policy.yaml`)})
(yaml-mode)
(apply #'eglot (eglot--guess-contact))
(let ((tries 0))
  (while (and (< tries 150) (null (flymake-diagnostics)))
    (accept-process-output nil 0.1)
    (when (= (mod tries 10) 5) (flymake-start))
    (setq tries (1+ tries))))
(dolist (found (flymake-diagnostics))
  (princ (format "FOUND %d %s\\n" (line-number-at-pos (flymake-diagnostic-beg found))
                 (flymake-diagnostic-text found))))
(kill-emacs 0)
`

describe.skipIf(!present)('Emacs with eglot', () => {
  let space: Awaited<ReturnType<typeof editorWorkspace>>
  let output = ''

  beforeAll(async () => {
    space = await editorWorkspace()
    await mkdir(join(space.home, '.emacs.d'))
    const file = join(space.root, 'test.el')
    await writeFile(file, script(space.folder))
    const run = spawnSync('emacs', ['--batch', '-l', file], {
      timeout: 60_000,
      encoding: 'utf8',
      env: { ...process.env, PATH: installedPath, HOME: space.home },
    })
    output = run.stdout + run.stderr
  }, 90_000)
  afterAll(() => space.remove())

  it('shows findings in flymake, each on its line', () => {
    expect(output).toMatch(/FOUND 8 .*'\*' allows every public host/)
    expect(output).toMatch(/FOUND 9 .*denyLocalNetwork/)
  })
})

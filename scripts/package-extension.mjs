// Packages the VS Code extension, with the language server and the rule pages in it: as dist/docker-ai-governance.vsix,
// or as the file that is named. vsce is fetched by npx when it is needed: it is a tool for publishing, not a part of
// the program. `--stage FOLDER` stops before vsce and leaves there what would be packaged.
import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

const [first, second] = process.argv.slice(2)
if (first === '--stage') await stage(resolve(second))
else await packageTo(resolve(first ?? 'dist/docker-ai-governance.vsix'))

/** Lays out everything that the package holds. */
async function stage(folder) {
  const parts = ['package.json', 'README.md', 'media', 'snippets', 'walkthrough', '.vscodeignore']
  for (const name of parts)
    await cp(`client-vscode/${name}`, join(folder, name), { recursive: true })
  await cp('LICENSE', join(folder, 'LICENSE'))
  await cp('docs/rules', join(folder, 'docs/rules'), { recursive: true })
  await bundle({ extension: 'client-vscode/src/extension.ts' }, join(folder, 'dist'), 'cjs')
  await bundle({ server: 'server/main.ts' }, join(folder, 'dist/server'), 'esm')
}

async function packageTo(target) {
  const folder = await mkdtemp(join(tmpdir(), 'governance-extension-'))
  try {
    await stage(folder)
    const args = ['package', '--no-dependencies', '--allow-missing-repository', '--out', target]
    // The bad example of the rule no-secret-in-environment has the shape of a Slack token; it is none.
    args.push('--allow-package-secrets', 'slack')
    const vsce = ['--yes', '@vscode/vsce@3.9.2']
    const { status } = spawnSync('npx', [...vsce, ...args], { cwd: folder, stdio: 'inherit' })
    process.exitCode = status ?? 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function bundle(input, dir, format) {
  const built = await rolldown({ input, platform: 'node', external: ['vscode'], logLevel: 'warn' })
  const banner =
    format === 'esm'
      ? "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"
      : ''
  const extension = format === 'esm' ? 'mjs' : 'cjs'
  await built.write({
    dir,
    format,
    minify: true,
    codeSplitting: format === 'esm',
    entryFileNames: `[name].${extension}`,
    chunkFileNames: `[name]-[hash].${extension}`,
    banner,
  })
  await built.close()
}

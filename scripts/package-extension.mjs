// Packages the VS Code extension as dist/docker-ai-governance.vsix, with the language server and the rule pages in it.
// vsce is fetched by npx when it is needed: it is a tool for publishing, not a part of the program.
// `--stage` stops before vsce and leaves the extension in dist/vscode, where VS Code can be pointed at it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, rm } from 'node:fs/promises'
import { rolldown } from 'rolldown'

const stage = 'dist/vscode'
const vsce = process.env.VSCE ?? ''

await rm(stage, { recursive: true, force: true })
await mkdir(stage, { recursive: true })
for (const name of [
  'package.json',
  'README.md',
  'media',
  'snippets',
  'walkthrough',
  '.vscodeignore',
])
  await cp(`client-vscode/${name}`, `${stage}/${name}`, { recursive: true })
await cp('LICENSE', `${stage}/LICENSE`)
if (existsSync('docs/rules')) await cp('docs/rules', `${stage}/docs/rules`, { recursive: true })

await bundle('client-vscode/src/extension.ts', `${stage}/dist/extension.cjs`, 'cjs')
await bundle('server/main.ts', `${stage}/dist/server/server.mjs`, 'esm')
if (process.argv.includes('--stage')) process.exit(0)

const target = `${process.cwd()}/dist/docker-ai-governance.vsix`
// The bad example of the rule no-secret-in-environment has the shape of a Slack token; it is none.
const args = [
  'package',
  '--no-dependencies',
  '--allow-missing-repository',
  '--allow-package-secrets',
  'slack',
  '--out',
  target,
]
const [program, first] = vsce
  ? [process.execPath, [vsce]]
  : ['npx', ['--yes', '@vscode/vsce@3.9.2']]
const { status } = spawnSync(program, [...first, ...args], { cwd: stage, stdio: 'inherit' })
process.exitCode = status ?? 1

async function bundle(input, file, format) {
  const built = await rolldown({ input, platform: 'node', external: ['vscode'], logLevel: 'warn' })
  const banner =
    format === 'esm'
      ? "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"
      : ''
  await built.write({ file, format, minify: true, codeSplitting: false, banner })
  await built.close()
}

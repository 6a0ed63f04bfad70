// Writes docs/rules: a page for each rule, from what the rule says of itself, so that a page cannot be out of date.
// With --check it writes nothing and fails when a page is not current. The examples of rules are run by their tests.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const check = process.argv.includes('--check')
const target = new URL('../docs/rules/', import.meta.url)
const rules = await load()

const pages = new Map(rules.map((rule) => [`${rule.id}.md`, page(rule)]))
pages.set('README.md', overview(rules))
await mkdir(target, { recursive: true })
const stale = []
for (const [name, text] of pages) {
  const present = await readFile(new URL(name, target), 'utf8').catch(() => '')
  if (present === text) continue
  stale.push(name)
  if (!check) await writeFile(new URL(name, target), text)
}
for (const name of await readdir(target)) {
  if (pages.has(name)) continue
  stale.push(name)
  if (!check) await rm(new URL(name, target))
}
if (check && stale.length > 0) {
  console.error(`docs/rules is not current: ${stale.join(', ')}. Run: npm run generate`)
  process.exit(1)
}

/** The rules of every room, bundled first: this Node reads no TypeScript. */
async function load() {
  const bundle = await rolldown({ input: 'server/rules.ts', platform: 'node', logLevel: 'silent' })
  const file = new URL('../node_modules/.cache/governance-rules.mjs', import.meta.url)
  await mkdir(new URL('./', file), { recursive: true })
  const { output } = await bundle.generate({
    format: 'esm',
    codeSplitting: false,
    banner:
      "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
  })
  await bundle.close()
  await writeFile(file, output[0].code)
  const { allRules } = await import(pathToFileURL(file.pathname).href)
  return allRules
}

function page({ id, severity, summary, help, docs }) {
  return `# ${id}

*${severity}*: ${escaped(summary)}.

${escaped(docs.reason)}

## Bad

${fenced(docs.bad)}

## Good

${fenced(docs.good)}

## What to do

${escaped(help)}
`
}

function overview(all) {
  const rows = all.map(
    ({ id, severity, summary }) => `| [${id}](${id}.md) | ${severity} | ${escaped(summary)} |`,
  )
  return `# Rules

Made by \`npm run generate\` from the rules themselves. \`governance explain RULE\` prints a page.

| Rule | Severity | Finds |
|---|---|---|
${rows.join('\n')}
`
}

function fenced(text) {
  const fence = text.includes('```') ? '````' : '```'
  return `${fence}yaml\n${text.trimEnd()}\n${fence}`
}

function escaped(text) {
  return text.replace(/[<>|*]/g, (letter) =>
    letter === '<' ? '&lt;' : letter === '>' ? '&gt;' : `\\${letter}`,
  )
}

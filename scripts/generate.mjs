// Generates schemas/generated from schemas/*.schema.json: a TypeScript type and a compiled validator for each,
// so that nothing compiles a schema at run time. With --check it writes nothing and fails when a file is not current.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import Ajv from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import ajvErrors from 'ajv-errors'
import { compile } from 'json-schema-to-typescript'
import { rolldown } from 'rolldown'
import { publicSuffixes } from './public-suffixes.mjs'

const check = process.argv.includes('--check')
const folder = new URL('../schemas/', import.meta.url)
const target = new URL('generated/', folder)
const header = '// Generated from schemas/ by `npm run generate`. Do not edit.\n'

/** Inlines the few helpers that Ajv's standalone code would otherwise require at run time. */
async function selfContained(code) {
  const bundle = await rolldown({
    input: 'validator',
    platform: 'node',
    plugins: [
      {
        name: 'validator-source',
        resolveId: (id) => (id === 'validator' ? id : undefined),
        load: (id) => (id === 'validator' ? code : undefined),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm' })
  await bundle.close()
  return output[0].code
}

const files = new Map([['public-suffixes.ts', publicSuffixes(header)]])
for (const name of (await readdir(folder)).filter((file) => file.endsWith('.schema.json')).sort()) {
  const schema = JSON.parse(await readFile(new URL(name, folder), 'utf8'))
  const stem = name.replace('.schema.json', '')
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    verbose: true,
    code: { source: true, esm: true },
  })
  ajvErrors(ajv)
  const validator = await selfContained(standaloneCode(ajv, ajv.compile(schema)))
  files.set(`${stem}.validate.mjs`, header + validator)
  files.set(
    `${stem}.validate.d.mts`,
    `${header}import type { ErrorObject } from 'ajv'\n\ndeclare const validate: { (data: unknown): boolean; errors?: ErrorObject[] | null }\nexport default validate\n`,
  )
  files.set(
    `${stem}.ts`,
    await compile(schema, schema.title, {
      bannerComment: header.trim(),
      additionalProperties: false,
      style: { semi: false, singleQuote: true },
    }),
  )
}

await mkdir(target, { recursive: true })
const stale = []
for (const [name, text] of files) {
  const present = await readFile(new URL(name, target), 'utf8').catch(() => '')
  if (present === text) continue
  if (check) stale.push(name)
  else await writeFile(new URL(name, target), text)
}
if (stale.length > 0) {
  console.error(`schemas/generated is not current: ${stale.join(', ')}. Run: npm run generate`)
  process.exit(1)
}

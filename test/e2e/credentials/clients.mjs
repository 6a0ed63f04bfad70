// The clients that agents use, with what stands in the environment: leases.
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Octokit } from '@octokit/rest'
import OpenAI from 'openai'

const { GITHUB_TOKEN, COMMAND_KEY, MOUNTED_KEY, MINTED_KEY } = process.env
const results = {}
const attempt = async (name, job) => {
  results[name] = await job().catch((error) => `${error.name}: ${error.message}`)
}

await attempt('octokit', async () => {
  const octokit = new Octokit({
    auth: GITHUB_TOKEN,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  })
  const { data } = await octokit.rest.users.getAuthenticated()
  const issue = await octokit.rest.issues.create({ owner: 'acme', repo: 'notes', title: 'x' })
  return [data.login, issue.data.number]
})
await attempt('openai', async () => {
  const client = new OpenAI({ maxRetries: 0 })
  const ask = { model: 'm', messages: [{ role: 'user', content: 'hello' }] }
  const whole = await client.chat.completions.create(ask)
  let streamed = ''
  for await (const part of await client.chat.completions.create({ ...ask, stream: true }))
    streamed += part.choices[0].delta.content
  return [whole.choices[0].message.content, streamed]
})
await attempt('s3', async () => {
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: 'https://s3.us-east-1.amazonaws.com',
    forcePathStyle: true,
    maxAttempts: 1,
  })
  const { KeyCount } = await client.send(new ListObjectsV2Command({ Bucket: 'b', Prefix: 'a b' }))
  await client.send(new PutObjectCommand({ Bucket: 'b', Key: 'a+b c', Body: 'hello' }))
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))
  return [KeyCount, (await Body.transformToString()).length > 0]
})
await attempt('sources', async () => {
  const headers = {
    'X-Command-Key': COMMAND_KEY,
    'X-Mounted-Key': MOUNTED_KEY,
    Authorization: `Bearer ${MINTED_KEY}`,
  }
  const { command, mounted, minted } = await (await fetch('https://api.test/', { headers })).json()
  return [command, mounted, minted]
})
console.log(JSON.stringify(results))

/** Where in a request, and on which requests, the lease of a key may be swapped for its secret. */
export interface Binding {
  /** Domain patterns. Without a port they mean 443: a secret is not sent unencrypted unless the binding says so. */
  readonly hosts: readonly string[]
  /** Only in this header. Without it: in any header, also inside Basic. */
  readonly header?: string
  /** Also in this query parameter. */
  readonly query?: string
  /** Also in this top-level member of a JSON body. */
  readonly body?: string
  readonly methods?: readonly string[]
  readonly paths?: readonly string[]
  /** Requests to the hosts have to carry it. */
  readonly require?: boolean
}

/** What a lease looks like, so that clients which check the form of a key accept it. */
export interface LeaseShape {
  readonly prefix: string
  /** In characters, the prefix included. */
  readonly length: number
}

/** A key that many tools read from the environment under the same name. */
export interface WellKnownKey {
  readonly binding: Binding
  readonly lease: LeaseShape
}

/** Ports meant by a binding's host without one. */
export const bindingPorts: readonly number[] = [443]

const fallbackShape: LeaseShape = { prefix: '', length: 48 }

const github = key(['*.github.com'], 'ghp_', 40)
const google = key(['generativelanguage.googleapis.com'], 'AIza', 39, { query: 'key' })
const huggingFace = key(['*.huggingface.co'], 'hf_', 37)
const npm = key(['registry.npmjs.org'], 'npm_', 40)
const langSmith = key(['api.smith.langchain.com'], 'lsv2_pt_', 51)

/** The built-in table. A policy's own binding for the same key takes its place as a whole. */
const wellKnown: ReadonlyMap<string, WellKnownKey> = new Map([
  // Code hosts and package registries
  ['GITHUB_TOKEN', github],
  ['GH_TOKEN', github],
  ['GITHUB_PERSONAL_ACCESS_TOKEN', github],
  ['GITLAB_TOKEN', key(['gitlab.com'], 'glpat-', 48)],
  ['BITBUCKET_TOKEN', key(['bitbucket.org', 'api.bitbucket.org'], 'ATBB', 48)],
  ['NPM_TOKEN', npm],
  ['NODE_AUTH_TOKEN', npm],
  ['PYPI_TOKEN', key(['upload.pypi.org'], 'pypi-', 120)],
  ['UV_PUBLISH_TOKEN', key(['upload.pypi.org'], 'pypi-', 120)],
  ['CARGO_REGISTRY_TOKEN', key(['crates.io'], 'cio', 48)],

  // Language models
  ['OPENAI_API_KEY', key(['api.openai.com'], 'sk-', 51)],
  ['ANTHROPIC_API_KEY', key(['api.anthropic.com'], 'sk-ant-api03-', 108)],
  ['ANTHROPIC_AUTH_TOKEN', key(['api.anthropic.com'], 'sk-ant-oat01-', 108)],
  ['GEMINI_API_KEY', google],
  ['GOOGLE_API_KEY', google],
  ['GOOGLE_GENERATIVE_AI_API_KEY', google],
  ['MISTRAL_API_KEY', key(['api.mistral.ai', 'codestral.mistral.ai'])],
  ['GROQ_API_KEY', key(['api.groq.com'], 'gsk_', 56)],
  ['COHERE_API_KEY', key(['api.cohere.com', 'api.cohere.ai'])],
  ['CO_API_KEY', key(['api.cohere.com', 'api.cohere.ai'])],
  ['TOGETHER_API_KEY', key(['api.together.xyz', 'api.together.ai'], '', 64)],
  ['OPENROUTER_API_KEY', key(['openrouter.ai'], 'sk-or-v1-', 73)],
  ['DEEPSEEK_API_KEY', key(['api.deepseek.com'], 'sk-', 48)],
  ['XAI_API_KEY', key(['api.x.ai'], 'xai-', 84)],
  ['PERPLEXITY_API_KEY', key(['api.perplexity.ai'], 'pplx-', 53)],
  ['FIREWORKS_API_KEY', key(['api.fireworks.ai'], 'fw_', 48)],
  ['CEREBRAS_API_KEY', key(['api.cerebras.ai'], 'csk-', 52)],
  ['REPLICATE_API_TOKEN', key(['api.replicate.com'], 'r8_', 40)],
  ['VOYAGE_API_KEY', key(['api.voyageai.com'], 'pa-', 46)],
  ['ELEVENLABS_API_KEY', key(['api.elevenlabs.io'], 'sk_', 51)],
  ['DEEPGRAM_API_KEY', key(['api.deepgram.com'])],
  ['ASSEMBLYAI_API_KEY', key(['api.assemblyai.com'])],
  ['HF_TOKEN', huggingFace],
  ['HUGGING_FACE_HUB_TOKEN', huggingFace],
  ['HUGGINGFACEHUB_API_TOKEN', huggingFace],

  // Search and reading for agents
  ['TAVILY_API_KEY', key(['api.tavily.com'], 'tvly-', 48, { body: 'api_key' })],
  ['BRAVE_API_KEY', key(['api.search.brave.com'], 'BSA', 48, { header: 'X-Subscription-Token' })],
  ['SERPAPI_API_KEY', key(['serpapi.com'], '', 64, { query: 'api_key' })],
  ['EXA_API_KEY', key(['api.exa.ai'])],
  ['FIRECRAWL_API_KEY', key(['api.firecrawl.dev'], 'fc-', 48)],
  ['CONTEXT7_API_KEY', key(['mcp.context7.com', 'context7.com'], 'ctx7sk-', 48)],
  ['JINA_API_KEY', key(['*.jina.ai'], 'jina_', 65)],

  // AWS: the first two sign, the third goes along
  ['AWS_ACCESS_KEY_ID', key(['*.amazonaws.com'], 'AKIA', 37)],
  ['AWS_SECRET_ACCESS_KEY', key(['*.amazonaws.com'], '', 40)],
  [
    'AWS_SESSION_TOKEN',
    key(['*.amazonaws.com'], '', 120, {
      header: 'X-Amz-Security-Token',
      query: 'X-Amz-Security-Token',
    }),
  ],

  // Services that agents work with
  ['SLACK_BOT_TOKEN', key(['slack.com'], 'xoxb-', 57)],
  ['SLACK_USER_TOKEN', key(['slack.com'], 'xoxp-', 76)],
  ['LINEAR_API_KEY', key(['api.linear.app'], 'lin_api_', 48)],
  ['NOTION_TOKEN', key(['api.notion.com'], 'ntn_', 50)],
  ['NOTION_API_KEY', key(['api.notion.com'], 'ntn_', 50)],
  ['FIGMA_TOKEN', key(['api.figma.com'], 'figd_', 48)],
  ['AIRTABLE_API_KEY', key(['api.airtable.com'], 'pat', 82)],
  ['ATLASSIAN_API_TOKEN', key(['api.atlassian.com', '*.atlassian.net'], 'ATATT3x', 192)],
  ['SENTRY_AUTH_TOKEN', key(['*.sentry.io'], 'sntrys_', 96)],
  ['STRIPE_API_KEY', key(['api.stripe.com'], 'sk_test_', 107)],
  ['STRIPE_SECRET_KEY', key(['api.stripe.com'], 'sk_test_', 107)],
  ['SENDGRID_API_KEY', key(['api.sendgrid.com'], 'SG.', 69)],
  ['CLOUDFLARE_API_TOKEN', key(['api.cloudflare.com'], '', 40)],
  ['DIGITALOCEAN_ACCESS_TOKEN', key(['api.digitalocean.com'], 'dop_v1_', 71)],
  ['FLY_API_TOKEN', key(['api.fly.io', 'api.machines.dev'], 'fm2_', 96)],
  ['VERCEL_TOKEN', key(['api.vercel.com'], '', 48)],
  ['NETLIFY_AUTH_TOKEN', key(['api.netlify.com'], 'nfp_', 48)],
  ['SUPABASE_ACCESS_TOKEN', key(['api.supabase.com'], 'sbp_', 48)],
  ['PINECONE_API_KEY', key(['*.pinecone.io'], 'pcsk_', 75)],
  ['LANGSMITH_API_KEY', langSmith],
  ['LANGCHAIN_API_KEY', langSmith],
])

/** What a key does in a signature of AWS (SigV4). */
export type SigningRole =
  /** Names who signs; its lease stands in the signature's scope. */
  | 'identity'
  /** Makes the signature, and travels in no request. */
  | 'secret'

const signing: ReadonlyMap<string, SigningRole> = new Map([
  ['AWS_ACCESS_KEY_ID', 'identity'],
  ['AWS_SECRET_ACCESS_KEY', 'secret'],
])

/** The key that makes the signatures of an identity. */
export const signingSecret = 'AWS_SECRET_ACCESS_KEY'

/** How a key signs requests; undefined for one that travels in them. */
export function signingRole(key: string): SigningRole | undefined {
  return signing.get(key)
}

/** The built-in binding of a well-known key. */
export function builtInBinding(key: string): Binding | undefined {
  return wellKnown.get(key)?.binding
}

/** Names of all keys with a built-in binding. */
export function wellKnownKeys(): readonly string[] {
  return [...wellKnown.keys()]
}

/** What a lease of this key looks like; for keys that are not well known, 48 characters without a prefix. */
export function leaseShape(key: string): LeaseShape {
  return wellKnown.get(key)?.lease ?? fallbackShape
}

function key(
  hosts: readonly string[],
  prefix = fallbackShape.prefix,
  length = fallbackShape.length,
  places: Omit<Binding, 'hosts'> = {},
): WellKnownKey {
  return { binding: { hosts, ...places }, lease: { prefix, length } }
}

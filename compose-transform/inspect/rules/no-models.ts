import type { Rule } from '../rule.ts'

export const noModels: Rule = {
  id: 'no-models',
  severity: 'error',
  action: 'refuse',
  reason:
    'Compose pulls models on the host and hands out the address of a service there, which a sandbox does not reach.',
  mend: 'Use a model by its API, through the proxy, or run it as a service under allowedLocal.',
  bad: `services:
  agent: { image: agent, models: [llm] }
models:
  llm: { model: ai/smollm2 }
`,
  good: `services:
  agent: { image: agent, environment: [OPENAI_API_KEY] }
`,
  roles: 'governed',
  check({ name, node }, report) {
    const models = node.entries.get('models')
    if (models) report(models, `${name} would use a model of the host.`)
  },
}

import type { Rule } from '../rule.ts'

export const noModels: Rule = {
  id: 'no-models',
  severity: 'error',
  action: 'refuse',
  reason:
    'Compose pulls models on the host and hands out the address of a service there, which a sandbox does not reach.',
  mend: 'Take models out. Use a model by its API (allow its host and its key in the policy), or run one as a service of this file and name that in the policy: allowedLocal: ["llm:11434"].',
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

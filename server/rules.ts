import { rules as composeRules } from '../compose-transform/inspect/rules/index.ts'
import { rules as policyRules, type Rule } from '../policy/lint/index.ts'

const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: agent }
spec:
  credentials: { allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 8 }
  network: { allowedDomains: ["*.github.com"] }
`

/** Rules that need a Compose file and its policies side by side, and those about silencing comments. */
const projectRules: readonly Rule[] = [
  {
    id: 'agent-without-policy',
    severity: 'warning',
    summary: 'a service holds a key of a language model, and no policy governs it',
    help: 'Put the service under a policy, or exempt it with a reason.',
    docs: {
      reason:
        'What speaks to a language model is an agent, or as good as one. Without a policy it reaches everything that its container reaches, with real credentials.',
      bad: 'services:\n  agent:\n    environment: [OPENAI_API_KEY]\n',
      good: 'services:\n  agent:\n    environment: [OPENAI_API_KEY]\nx-docker-ai-governance:\n  policy: ./governance-policy.yaml\n',
    },
  },
  {
    id: 'policy-file-missing',
    severity: 'error',
    summary: 'the policy that a Compose file names is not there',
    help: 'Paths are relative to the folder of the Compose file.',
    docs: {
      reason:
        'Without its policy the project does not start: nothing runs ungoverned because of a typing slip.',
      bad: 'services:\n  agent: { image: agent }\nx-docker-ai-governance:\n  policy: ./polcy.yaml\n',
      good: 'services:\n  agent: { image: agent }\nx-docker-ai-governance:\n  policy: ./policy.yaml\n',
    },
  },
  {
    id: 'policy-file-invalid',
    severity: 'error',
    summary: 'the policy that a Compose file names has errors',
    help: 'Mend the policy first; the places in it are listed with the finding.',
    docs: {
      reason: 'An invalid policy means nothing, so the project does not start under it.',
      bad: `# compose.yaml\nx-docker-ai-governance:\n  policy: ./policy.yaml\n\n# policy.yaml\n${policy.replace('allowedKeys', 'allowedKey')}`,
      good: `# compose.yaml\nx-docker-ai-governance:\n  policy: ./policy.yaml\n\n# policy.yaml\n${policy}`,
    },
  },
  {
    id: 'key-not-in-policy',
    severity: 'info',
    summary: 'a governed service asks for a credential that its policy does not allow',
    help: 'Add the key to credentials.allowedKeys, or remove the variable.',
    docs: {
      reason:
        'Only keys that every policy allows reach a governed service, and those as leases. The service will miss this one.',
      bad: `# compose.yaml\nservices:\n  agent:\n    environment: [GITHUB_TOKEN, OPENAI_API_KEY]\n\n# policy.yaml\n${policy}`,
      good: `# compose.yaml\nservices:\n  agent:\n    environment: [GITHUB_TOKEN]\n\n# policy.yaml\n${policy}`,
    },
  },
  {
    id: 'server-not-in-project',
    severity: 'warning',
    summary: 'a tool belongs to an MCP server that no project under the policy has',
    help: 'Name a server of x-docker-ai-governance.mcp.servers.',
    docs: {
      reason:
        'Tools are matched byte for byte. An entry for a server that is not there allows nothing, and most often is a typing slip.',
      bad: 'mcp:\n  allowedTools: ["flies/*"]   # the server is called files\n',
      good: 'mcp:\n  allowedTools: ["files/*"]\n',
    },
  },
  {
    id: 'tool-not-offered',
    severity: 'warning',
    summary: 'an entry names a tool that its server does not offer',
    help: 'Write the name as the server gives it, or take the entry out.',
    docs: {
      reason:
        'Tools are matched byte for byte. An entry for a tool that is not there allows or denies nothing; when a server gets a tool of that name later, nobody decided about it. What servers offer is known once governance mcp ls has asked them.',
      bad: 'mcp:\n  allowedTools: ["files/raed_file"]   # files offers read_file\n',
      good: 'mcp:\n  allowedTools: ["files/read_file"]\n',
    },
  },
  {
    id: 'review-overdue',
    severity: 'info',
    summary: 'a policy says when it was reviewed, and that is more than 90 days ago',
    help: 'Look at what it allows and at what was used, and write the day of it.',
    docs: {
      reason:
        'Agents get new tools and lose old tasks; a policy that nobody looks at allows what was right once. Whoever writes the label reviewed is reminded after 90 days. A policy without it is left alone: the dates of a file tell who copied it, not who read it.',
      bad: 'metadata:\n  name: agent\n  labels: { reviewed: "2020-01-31" }\n',
      good: 'metadata:\n  name: agent\n  labels: { reviewed: "2026-11-01" }\n',
    },
  },
  {
    id: 'suppression-without-reason',
    severity: 'warning',
    summary: 'a comment that silences a rule gives no reason',
    help: 'Write: # governance-ignore RULE: why this is right here',
    docs: {
      reason: 'Who reads the policy later has to know why a warning was set aside.',
      bad: 'maxExpirationHours: 2000   # governance-ignore long-expiration\n',
      good: 'maxExpirationHours: 2000   # governance-ignore long-expiration: a device without a keyboard\n',
    },
  },
  {
    id: 'unused-suppression',
    severity: 'info',
    summary: 'a comment silences a rule that finds nothing there, or an error',
    help: 'Remove the comment.',
    docs: {
      reason:
        'A comment that is not needed any more would silence the next mistake. Errors are never silenced: they are what keeps a policy from taking effect.',
      bad: 'maxExpirationHours: 8   # governance-ignore long-expiration: it was longer once\n',
      good: 'maxExpirationHours: 8\n',
    },
  },
]

/** Rules of a Compose file that the transformer applies; an exception may set some of them aside. */
const transformRules: readonly Rule[] = composeRules.map(
  ({ id, severity, reason, mend, bad, good }) => ({
    id,
    severity,
    summary: firstSentence(reason),
    help: mend,
    docs: { reason, bad, good },
  }),
)

/** Every rule of every room, in the order of their ids. */
export const allRules: readonly Rule[] = [...policyRules, ...projectRules, ...transformRules].sort(
  (a, b) => (a.id < b.id ? -1 : 1),
)

/** Ids that `exceptions` of the Compose field may name. */
export const exceptableRules: readonly { id: string; reason: string }[] = composeRules.filter(
  ({ exceptable }) => exceptable === true,
)

function firstSentence(text: string): string {
  const end = text.search(/\.(\s|$)/)
  return end < 0 ? text : text.slice(0, end)
}

import { basename } from 'node:path'
import type { SourceFile } from '../../model/file.ts'
import type { Slot } from '../../model/slot.ts'
import type { Proposal } from './proposal.ts'

/** Whole pieces of a policy. */
export function snippetsFor(file: SourceFile, slot: Slot): Proposal[] {
  if (file.kind !== 'policy') return []
  const where = slot.path.join('.')
  if (slot.path.length === 0 && slot.siblings.size === 0) return [skeleton(file.path)]
  if (/^spec\.network\.http(\.\d+)?$/.test(where) && !slot.inFlow) {
    return [
      {
        label: 'http rule',
        kind: 'snippet',
        documentation: 'Methods and paths that are allowed on one host.',
        text: `${/\d$/.test(where) && !slot.needsDash ? '' : '- '}host: \${1:api.example.com}\n  methods: [\${2:GET}]\n  paths: ["\${3:/**}"]`,
        snippet: true,
      },
    ]
  }
  return []
}

/** A policy that allows nothing yet, named after its file. */
export function skeletonText(name: string): string {
  return `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: \${1:${name}}
spec:
  network:
    allowedDomains:
      - \${2:api.example.com}
  credentials:
    allowedKeys: [\${3}]
    maxExpirationHours: \${4:24}
  mcp:
    allowedTools: [\${5}]
    deniedTools: [\${6}]
  audit:
    enabled: true
    logLevel: info
`
}

function skeleton(path: string): Proposal {
  const stem = basename(path)
    .replace(/\.(ya?ml|json)$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return {
    label: 'governance policy',
    kind: 'snippet',
    documentation: 'A whole policy. What it does not allow is denied.',
    text: skeletonText(stem || 'agent-policy-001'),
    snippet: true,
  }
}

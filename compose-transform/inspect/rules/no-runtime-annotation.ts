import { entriesAt, type Rule } from '../rule.ts'

export const noRuntimeAnnotation: Rule = {
  id: 'no-runtime-annotation',
  severity: 'error',
  action: 'refuse',
  reason: 'Annotations under these names are orders to the runtime, not notes.',
  mend: 'Remove the annotation.',
  bad: `services:
  agent:
    image: agent
    annotations: { run.oci.keep_original_groups: '1' }
`,
  good: `services:
  agent:
    image: agent
    annotations: { com.example.team: agents }
`,
  roles: 'exposed',
  check({ name, node }, report) {
    for (const [annotation, value] of entriesAt(node, 'annotations')) {
      if (
        /^(?:run\.oci\.|io\.katacontainers\.|io\.kubernetes\.|dev\.gvisor\.|org\.criu|org\.systemd|module\.)/.test(
          annotation,
        )
      ) {
        report(value, `${name} would order the runtime about by ${annotation}.`)
      }
    }
  },
}

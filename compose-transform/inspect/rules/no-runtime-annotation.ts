import { entriesAt, type Rule } from '../rule.ts'

/** Prefixes under which runc, crun, Kata, gVisor, and the runtimes and hooks of devices take orders. */
const orders =
  /^(?:run\.oci\.|io\.(?:katacontainers|kubernetes|containerd|containers|podman|balena|crun)\b|dev\.gvisor\.|org\.(?:criu|systemd|opencontainers)\b|module\.|(?:[\w-]+\.)?cdi\.k8s\.io|[\w.-]*nvidia\.com\b|com\.(?:nvidia|intel|docker)\b)/i

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
      if (orders.test(annotation)) {
        report(value, `${name} would order the runtime about by ${annotation}.`)
      }
    }
  },
}

import { labelPrefix } from '../../harden/names.ts'
import { itemsAt, textAt } from '../../load/node.ts'
import { must } from '../must.ts'
import { isReserved } from '../reserved.ts'
import { entriesAt, type Rule } from '../rule.ts'

export const reservedName: Rule = {
  id: 'reserved-name',
  severity: 'error',
  action: 'refuse',
  reason:
    'Names that begin with governance- belong to the sidecars; another thing by that name could take their place.',
  mend: 'Choose another name.',
  bad: `services:
  agent: { image: agent }
  governance-proxy: { image: my-proxy }
`,
  good: `services:
  agent: { image: agent }
  my-proxy: { image: my-proxy }
`,
  roles: 'all',
  check({ name, node, plan, whole }, report) {
    if (isReserved(name) && !plan.made) report(node, `The service name "${name}" is reserved.`)
    for (const key of ['container_name', 'hostname', 'domainname']) {
      const value = node.entries.get(key)
      if (value && isReserved(textAt(value) ?? '')) report(value, `${key} of ${name} is reserved.`)
    }
    for (const [network, attachment] of entriesAt(node, 'networks')) {
      if (isReserved(network)) report(attachment, `The network name "${network}" is reserved.`)
      for (const alias of itemsAt(attachment, 'aliases')) {
        if (isReserved(textAt(alias) ?? ''))
          report(alias, `The alias "${textAt(alias)}" is reserved.`)
      }
    }
    for (const section of ['links', 'external_links']) {
      for (const link of itemsAt(node, section)) {
        if (isReserved(textAt(link)?.split(':').at(-1) ?? ''))
          report(link, `The link "${textAt(link)}" takes a reserved name.`)
      }
    }
    for (const key of ['network_mode', 'pid', 'ipc', 'uts', 'cgroup']) {
      const target = textAt(node, key)
      if (target?.startsWith('service:') && isReserved(target.slice('service:'.length))) {
        report(must(node, key), `${name} would share its ${key} with a sidecar.`)
      }
    }
    for (const from of itemsAt(node, 'volumes_from')) {
      if (isReserved(textAt(from) ?? ''))
        report(from, `${name} would have the mounts of a sidecar.`)
    }
    for (const [other, dependency] of entriesAt(node, 'depends_on')) {
      if (isReserved(other)) report(dependency, `The service name "${other}" is reserved.`)
    }
    for (const [label, value] of entriesAt(node, 'labels')) {
      if (isReservedLabel(label)) report(value, `The label ${label} is reserved.`)
    }
    for (const label of whole.project.fromFiles.get(name)?.labels.keys() ?? []) {
      if (isReservedLabel(label))
        report(must(node, 'label_file'), `The label ${label} is reserved.`)
    }
  },
}

/** Our own labels, and those by which Compose finds its containers: another container must not be taken for a sidecar. */
function isReservedLabel(label: string): boolean {
  return label.startsWith(labelPrefix) || label.startsWith('com.docker.compose.')
}

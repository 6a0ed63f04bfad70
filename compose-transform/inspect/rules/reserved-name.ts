import { labelPrefix } from '../../harden/names.ts'
import { itemsAt, mapAt, textAt } from '../../load/node.ts'
import { must } from '../must.ts'
import { isReserved, isSidecarNetwork } from '../reserved.ts'
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
    const container = node.entries.get('container_name')
    if (container && isSidecarContainer(textAt(container) ?? ''))
      report(container, `container_name of ${name} is that of a sidecar.`)
    for (const image of [node.entries.get('image'), ...itemsAt(node, 'build', 'tags')]) {
      if (image && !plan.made && isSidecarImage(textAt(image) ?? ''))
        report(image, `${name} would be, or replace, the image of the sidecars.`)
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
      const [kind, ...rest] = (target ?? '').split(':')
      const of = rest.join(':')
      const sidecar = kind === 'service' ? isReserved(of) : isSidecarContainer(of)
      if (sidecar) report(must(node, key), `${name} would share its ${key} with a sidecar.`)
    }
    for (const [value, network] of [
      [node.entries.get('network_mode'), textAt(node, 'network_mode')],
      [mapAt(node, 'build')?.entries.get('network'), textAt(node, 'build', 'network')],
    ] as const) {
      if (value && network !== undefined && isSidecarNetwork(network))
        report(value, `${name} would be on ${network}, which belongs to sidecars.`)
    }
    for (const from of itemsAt(node, 'volumes_from')) {
      const text = textAt(from) ?? ''
      const container = text.startsWith('container:') && isSidecarContainer(text.slice(10))
      if (isReserved(text) || container) report(from, `${name} would have the mounts of a sidecar.`)
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

/** Whether a container of that name is a sidecar of some project: Compose calls it `PROJECT-SERVICE-1`. */
function isSidecarContainer(name: string): boolean {
  return /(?:^|[-_])governance-(?:proxy|gateway|broker|ingress|mcp)(?:[-_:]|$)/i.test(name)
}

/** Whether an image takes the name of the sidecars', in any spelling that the engine takes for the same. */
function isSidecarImage(image: string): boolean {
  return /^(?:(?:index\.)?docker\.io\/)?docker-ai-governance\/sidecar(?:[:@]|$)/i.test(image)
}

/** Our own labels, and those by which Compose finds its containers: another container must not be taken for a sidecar. */
function isReservedLabel(label: string): boolean {
  return label.startsWith(labelPrefix) || label.startsWith('com.docker.compose.')
}

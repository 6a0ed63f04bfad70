import { fail, LoadFailure } from './failure.ts'
import {
  goText,
  list,
  type Mapping,
  mapping,
  type Node,
  type Scalar,
  scalar,
  textOf,
} from './node.ts'
import { pathTable, rewrite } from './path-table.ts'
import { cleanPath } from './paths.ts'
import { parsePort } from './port-syntax.ts'
import { parseVolume } from './volume-syntax.ts'

type Form = (node: Node, path: string) => Node

const listed: Form = (node) =>
  node.kind === 'scalar' && isText(node) ? list([node], node.place) : node

const named =
  (value: (place: Node['place']) => Node): Form =>
  (node) => {
    if (node.kind !== 'list') return node
    return mapping(
      node.items.map((item) => {
        const entry = value(item.place)
        entry.key = item.place
        return [textOf(item) ?? '', entry] as const
      }),
      node.place,
    )
  }

const empty = (place: Node['place']) => scalar(null, place)

/** A mapping made of parts of one short text; they all carry the references of it. */
function parts(
  from: Scalar,
  values: Record<string, string | number | boolean | undefined>,
): Mapping {
  const entries = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, scalar(value, from.place, from)] as const],
  )
  return mapping(entries, from.place)
}

const whole =
  (key: string): Form =>
  (node) => {
    if (node.kind !== 'scalar' || !isText(node)) return node
    return mapping([[key, { ...node }]], node.place)
  }

const dependency: Form = (node) => {
  const complete = named((place) =>
    mapping(
      [
        ['condition', scalar('service_started', place)],
        ['required', scalar(true, place)],
      ],
      place,
    ),
  )(node, '')
  if (complete.kind === 'map') {
    for (const value of complete.entries.values()) {
      if (value.kind === 'map' && !value.entries.has('required')) {
        value.entries.set('required', scalar(true, value.place))
      }
    }
  }
  return complete
}

const envFiles: Form = (node) => {
  const files = listed(node, '')
  if (files.kind !== 'list') return node
  files.items = files.items.map((item) => {
    const entry = whole('path')(item, '')
    if (entry.kind === 'map' && !entry.entries.has('required')) {
      entry.entries.set('required', scalar(true, entry.place))
    }
    return entry
  })
  return files
}

const volume: Form = (node, path) => {
  if (node.kind !== 'scalar') return node
  const text = textOf(node) ?? ''
  const spec = parseVolume(text)
  if (!spec) return fail('type', `${path}: "${text}" is not a mount.`, node)
  const mount = parts(node, {
    type: spec.type,
    source: spec.source,
    target: cleanPath(spec.target),
    read_only: spec.readOnly || undefined,
  })
  if (spec.type === 'bind' || spec.propagation || spec.selinux) {
    const bind = parts(node, { propagation: spec.propagation, selinux: spec.selinux })
    if (spec.type === 'bind') bind.entries.set('create_host_path', scalar(true, node.place))
    mount.entries.set('bind', bind)
  }
  if (spec.type === 'volume') {
    mount.entries.set('volume', parts(node, { nocopy: spec.nocopy }))
  }
  return mount
}

const device: Form = (node, path) => {
  if (node.kind !== 'scalar') return node
  const text = textOf(node) ?? ''
  const [source = '', target, permissions, ...more] = text.split(':')
  if (more.length > 0) return fail('type', `${path}: "${text}" is not a device.`, node)
  return parts(node, {
    source,
    target: target || source,
    permissions: permissions ?? 'rwm',
  })
}

const ports: Form = (node, path) => {
  if (node.kind !== 'list') return node
  return list(
    node.items.flatMap((item) => {
      if (item.kind !== 'scalar') return [item]
      const text = item.value === null ? '' : goText(item.value)
      const parsed = parsePort(text)
      if (!parsed) return fail('type', `${path}: "${text}" is not a port.`, item)
      return parsed.map((port) =>
        parts(item, {
          mode: 'ingress',
          host_ip: port.hostIp,
          target: port.target,
          published: port.published,
          protocol: port.protocol,
        }),
      )
    }),
    node.place,
  )
}

const gpus: Form = (node) => {
  if (node.kind !== 'scalar') return node
  return list([mapping([['count', scalar('all', node.place)]], node.place)], node.place)
}

const keyValues: Form = (node, path) => {
  if (node.kind !== 'list') return node
  return mapping(
    node.items.map((item) => {
      const text = textOf(item) ?? ''
      const cut = text.indexOf('=')
      if (cut < 0) return fail('type', `${path}: "${text}" must be KEY=VALUE.`, item)
      const value = scalar(text.slice(cut + 1), item.place, item as Scalar)
      value.key = item.place
      return [text.slice(0, cut), value] as const
    }),
    node.place,
  )
}

const sshKeys: Form = (node, path) => {
  if (node.kind !== 'list') return node
  return mapping(
    node.items.map((item) => {
      const text = textOf(item) ?? ''
      const cut = text.indexOf('=')
      if (cut < 0 && text !== 'default') return fail('type', `${path}: "${text}" is no key.`, item)
      const value =
        cut < 0 ? empty(item.place) : scalar(text.slice(cut + 1), item.place, item as Scalar)
      value.key = item.place
      return [cut < 0 ? text : text.slice(0, cut), value] as const
    }),
    node.place,
  )
}

const external: Form = (node, path) => {
  if (node.kind !== 'map') return node
  const given = node.entries.get('external')
  if (given?.kind !== 'map') return node
  const name = given.entries.get('name')
  const present = node.entries.get('name')
  if (name && present && textOf(name) !== textOf(present)) {
    fail('type', `${path} has two names: name and external.name.`, present)
  }
  node.entries.set('external', scalar(true, given.place))
  if (name && !present) node.entries.set('name', name)
  return node
}

const words: Form = (node) =>
  node.kind === 'scalar' && !isText(node) && node.value !== null
    ? { ...node, value: goText(node.value) }
    : node

const forms = pathTable<{ form: Form; deeper?: boolean }>([
  ['services.*.build', { form: whole('context'), deeper: true }],
  ['services.*.build.additional_contexts', { form: keyValues }],
  ['services.*.build.provenance', { form: words }],
  ['services.*.build.sbom', { form: words }],
  ['services.*.build.ssh', { form: sshKeys }],
  ['services.*.build.secrets.*', { form: whole('source') }],
  ['services.*.configs.*', { form: whole('source') }],
  ['services.*.depends_on', { form: dependency }],
  ['services.*.devices.*', { form: device }],
  ['services.*.develop.watch.*.ignore', { form: listed }],
  ['services.*.develop.watch.*.include', { form: listed }],
  ['services.*.dns', { form: listed }],
  ['services.*.env_file', { form: envFiles }],
  ['services.*.gpus', { form: gpus }],
  ['services.*.label_file', { form: listed }],
  ['services.*.models', { form: named(empty) }],
  ['services.*.networks', { form: named(empty) }],
  ['services.*.ports', { form: ports }],
  ['services.*.secrets.*', { form: whole('source') }],
  ['services.*.volumes.*', { form: volume }],
  ...['networks', 'volumes', 'secrets', 'configs'].map(
    (section) => [`${section}.*`, { form: external }] as const,
  ),
])

/**
 * Turns every short form into the long one, in place. Parts of an interpolated text keep its references.
 * `lenient` leaves what cannot be taken apart as it is: a form that is made of variables, before they are looked up.
 */
export function canonical(root: Node, lenient = false): Node {
  return rewrite(root, [forms], ({ form, deeper }, node, below, path) => {
    const written = lenient ? attempt(form, node, path) : form(node, path.join('.'))
    return deeper && written.kind === 'map' ? below(written) : written
  })
}

function attempt(form: Form, node: Node, path: readonly string[]): Node {
  try {
    return form(node, path.join('.'))
  } catch (error) {
    if (error instanceof LoadFailure) return node
    throw error
  }
}

function isText(node: Scalar): boolean {
  return typeof node.value === 'string'
}

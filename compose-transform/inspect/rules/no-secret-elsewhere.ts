import { localDrivers } from '../../harden/baseline.ts'
import { knownSecrets } from '../../harden/known-secrets.ts'
import { itemsAt, type Node, type Scalar, textAt, textOf } from '../../load/node.ts'
import { type Report, type Rule, resource, type ServiceView } from '../rule.ts'
import {
  isHarmlessValue,
  looksRandom,
  looksSecretName,
  looksSecretValue,
} from '../secret-shapes.ts'

export const noSecretElsewhere: Rule = {
  id: 'no-secret-elsewhere',
  severity: 'error',
  action: 'refuse',
  reason:
    'A credential in a command, a label, a config or a build argument is in the container, in docker inspect or in the image, where no lease can stand for it.',
  mend: 'Hand it over as an environment variable whose key the policy allows.',
  bad: `services:
  agent:
    image: agent
    command: ['agent', '--token', '\${GITHUB_TOKEN}']
`,
  good: `services:
  agent:
    image: agent
    environment: [GITHUB_TOKEN]
    command: ['agent']
`,
  roles: 'governed',
  exceptable: true,
  check(view, report) {
    const search = new Search(view, report)
    const driver = textAt(view.node, 'logging', 'driver')
    const replaced = driver !== undefined && !localDrivers.has(driver)
    for (const [key, value] of view.node.entries) {
      if (key === 'logging' && replaced) continue
      if (key !== 'environment') search.visit(value, key)
    }
    for (const [key, label] of view.whole.project.fromFiles.get(view.name)?.labels ?? [])
      search.visit(label, `labels.${key}`)
    for (const grant of itemsAt(view.node, 'configs')) {
      const config = resource(view, 'configs', textAt(grant, 'source') ?? '')
      const content = config?.entries.get('content')
      if (content) search.visit(content, 'configs')
      const variable = config?.entries.get('environment')
      if (variable) search.variable(variable, 'configs')
      const file = config?.entries.get('file')
      const text = view.text(textOf(file) ?? '')
      if (file && text !== undefined) search.text(file, text, `the config ${textOf(file)}`)
    }
  },
}

/** Places whose names say what their values are, as those of variables do. */
const named = /^(?:build\.args|labels|build\.labels|annotations)\.(.+)$/

/** Looks for credentials in the settings of one service. */
class Search {
  private readonly view: ServiceView
  private readonly report: Report
  private readonly values: readonly string[]

  constructor(view: ServiceView, report: Report) {
    this.view = view
    this.report = report
    this.values = knownSecrets(view.whole)
  }

  visit(node: Node, path: string): void {
    if (node.kind === 'map')
      for (const [key, value] of node.entries) this.visit(value, `${path}.${key}`)
    else if (node.kind === 'list') {
      for (const item of node.items) this.visit(item, path)
      this.flags(node.items, path)
    } else if (typeof node.value === 'string' && node.value !== '') this.scalar(node, path)
  }

  /** `--token VALUE` and `--token=VALUE`, in one word, in two, or within a line for a shell. */
  private flags(items: readonly Node[], path: string): void {
    for (const [index, item] of items.entries()) {
      const text = textOf(item) ?? ''
      const [, single] = /^--?([\w-]+)$/.exec(text) ?? []
      const pairs = single
        ? [[single, textOf(items[index + 1]) ?? ''] as const]
        : [...text.matchAll(/(?:^|\s)--?([\w-]+)[= ]([^\s'"]+)/g)].map(
            ([, name = '', value = '']) => [name, value] as const,
          )
      for (const [name, value] of pairs) {
        if (!looksSecretName(name) || isHarmlessValue(value) || /^[-/.~$]/.test(value)) continue
        this.report(item, `${this.view.name} has a credential in ${path}, by the flag ${name}.`)
      }
    }
  }

  /** A text that comes from elsewhere than the Compose file. */
  text(node: Node, text: string, place: string): void {
    if (looksSecretValue(text) || this.values.some((value) => text.includes(value)))
      this.report(node, `${this.view.name} has a credential in ${place}.`)
  }

  /** A place that takes the value of a variable of the caller. */
  variable(node: Node, path: string): void {
    const name = textOf(node) ?? ''
    const value = this.view.whole.project.environment.get(name) ?? ''
    if (isHarmlessValue(value)) return
    if (looksSecretName(name) || this.view.plan.policy?.decisions.allowedKeys.has(name))
      this.report(node, `${this.view.name} has the value of ${name} in ${path}.`)
    else this.text(node, value, path)
  }

  private scalar(node: Scalar, path: string): void {
    const { name } = this.view
    const text = String(node.value)
    const allowed = this.view.plan.policy?.decisions.allowedKeys
    const used = node.references?.find((one) => looksSecretName(one) || allowed?.has(one))
    // Labels are named like hosts, the last part first of all: com.example.api-token.
    const key = named.exec(path)?.[1]?.split('.').at(-1)
    if (used !== undefined && !isHarmlessValue(text))
      this.report(node, `${name} has the value of ${used} in ${path}.`)
    else if (key !== undefined && looksSecretName(key) && !isHarmlessValue(text))
      this.report(node, `${name} has a credential in ${path}, by its name.`)
    else if (looksSecretValue(text) || this.values.some((value) => text.includes(value)))
      this.report(node, `${name} has a credential in ${path}.`)
    else if (text.split(/[\s=,;"']+/).some((word) => looksRandom(key ?? '', word)))
      this.report(node, `${name} has what may be a credential in ${path}: it is random.`, 'warn')
  }
}

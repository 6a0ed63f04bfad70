import { below, filesWithSecrets, ruleFiles } from '../../harden/own-files.ts'
import { itemsAt, type Node, textAt } from '../../load/node.ts'
import { hostPathsOf } from '../mounts.ts'
import type { Rule } from '../rule.ts'

/** Whether `watch` is told to leave a file where it is, by its name or its path. */
function isIgnored(watch: Node, file: string | undefined): boolean {
  const ignored = [textAt(watch, 'ignore'), ...itemsAt(watch, 'ignore').map((item) => textAt(item))]
  return file !== undefined && ignored.some((one) => one?.replace(/^\.\//, '') === file)
}

export const noOwnFiles: Rule = {
  id: 'no-own-files',
  severity: 'error',
  action: 'refuse',
  reason:
    'A service that is handed the policy or the files with the secrets could change the one and read the other.',
  mend: 'Do not mount that file. A folder that holds it may be mounted: the file is then covered.',
  bad: `services:
  agent:
    image: agent
    volumes: ['./governance-policy.yaml:/policy.yaml']
`,
  good: `services:
  agent:
    image: agent
    volumes: ['./governance-policy.yaml:/policy.yaml:ro']
`,
  roles: 'governed',
  check(view, report) {
    const secrets = filesWithSecrets(view.whole)
    const rules = ruleFiles(view.whole)
    for (const { node, path, readOnly, grant } of hostPathsOf(view)) {
      if (grant) continue
      const paths = [path, view.real(path)]
      if (paths.some((one) => secrets.has(one)))
        report(node, `${view.name} would read ${path}, which holds secrets.`)
      else if (itemsAt(view.node, 'develop', 'watch').includes(node)) {
        const inside = [...secrets].find(
          (file) => below(file, path) && !isIgnored(node, below(file, path)),
        )
        if (inside) report(node, `${view.name} would be handed ${inside}, which holds secrets.`)
      } else if (!readOnly && paths.some((one) => rules.has(one)))
        report(node, `${view.name} could change ${path}.`)
    }
  },
}

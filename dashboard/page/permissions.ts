import type { Permission, PolicyFile } from '../wire.ts'
import { foreign, h } from './dom.ts'
import { emptyState } from './empty.ts'
import { ago, count, figure, span } from './words.ts'

/** What each policy allows and what was made of it; what was never used comes first. */
export function permissionsView(
  files: readonly PolicyFile[],
  onRemove: (file: PolicyFile, permission: Permission) => void,
): HTMLElement {
  if (files.length === 0) {
    return emptyState(
      'No policy file is known here.',
      'Name one to see which of its permissions are used: ',
      'governance dashboard --policy governance-policy.yaml',
    )
  }
  return h(
    'div',
    { class: 'sheet', tabindex: 0, role: 'group', 'aria-label': 'Permissions' },
    ...files.map((file) => drawFile(file, onRemove)),
  )
}

function drawFile(
  file: PolicyFile,
  onRemove: (file: PolicyFile, permission: Permission) => void,
): HTMLElement {
  const { name, path, permissions, problem, since, incomplete } = file
  const unused = permissions.filter((each) => each.count === 0)
  const used = permissions.filter((each) => each.count > 0).sort((a, b) => a.count - b.count)
  const canTell = since !== undefined && incomplete === undefined
  return h(
    'section',
    { class: 'policy' },
    h('h2', {}, foreign(name === '' ? 'A policy with errors' : name)),
    h('p', { class: 'muted' }, foreign(path, 'path')),
    problem !== undefined && h('p', { class: 'caution' }, problem),
    h('p', {}, summary(file, unused.length)),
    permissions.length > 0 &&
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ...['Allows', 'Line', 'Used', 'Last', ''].map((title) =>
              title === '' ? h('td', {}) : h('th', { scope: 'col' }, title),
            ),
          ),
        ),
        h(
          'tbody',
          {},
          ...[...unused, ...used].map((each) =>
            h(
              'tr',
              { class: each.count === 0 && canTell ? 'unused' : '' },
              h(
                'th',
                { scope: 'row' },
                h('span', { class: 'kind' }, each.kind),
                ' ',
                foreign(each.text),
              ),
              h('td', { class: 'number' }, String(each.line)),
              h('td', { class: 'number' }, each.count === 0 ? 'never' : `${figure(each.count)} ×`),
              h('td', {}, each.last === undefined ? '–' : ago(Date.parse(each.last))),
              h(
                'td',
                {},
                each.count === 0 &&
                  canTell &&
                  h(
                    'button',
                    { type: 'button', onclick: () => onRemove(file, each) },
                    'Remove…',
                    h('span', { class: 'visually-hidden' }, ' ', foreign(each.text)),
                  ),
              ),
            ),
          ),
        ),
      ),
  )
}

function summary({ since, incomplete, permissions, problem }: PolicyFile, unused: number): string {
  if (problem !== undefined) return ''
  if (incomplete)
    return 'So many different things were used under it that they are not all counted: nothing is called unused.'
  if (since === undefined)
    return 'It has decided nothing yet, so nothing can be said of its permissions.'
  const known = span(Date.now() - Date.parse(since))
  if (unused === 0)
    return `Each of its ${count(permissions.length, 'permission')} was used in the ${known} that the trail knows.`
  return `${count(unused, 'permission')} of ${figure(permissions.length)} never used in the ${known} that the trail knows.`
}

import type { PolicyReference, Workspace } from './workspace.ts'

export type { PolicyReference }

/** What a feature may ask about files other than its own. */
export type Project = Pick<
  Workspace,
  | 'read'
  | 'offeredTools'
  | 'files'
  | 'composeFiles'
  | 'policyFiles'
  | 'references'
  | 'referencesTo'
  | 'policiesOf'
>

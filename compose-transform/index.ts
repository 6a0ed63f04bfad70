export { baselinePolicies } from './baseline.ts'
export type { Change } from './harden/draft.ts'
export { lintComposeFile } from './lint.ts'
export { type Loaded, type LoadOptions, loadProject, type Project } from './load/project.ts'
export {
  type EngineTraits,
  type GovernedProject,
  type Transformed,
  type TransformOptions,
  transform,
} from './transform.ts'

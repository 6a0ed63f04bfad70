/** What a file is to the linter and the editor. */
export type FileKind = 'policy' | 'compose'

/** As Compose looks for them and as VS Code's language id `dockercompose` does; one pattern for all who ask. */
export const composeFileName =
  /^(?:compose|[\w.-]*docker[\w.-]*compose)(?:[.\w-]*)\.(?:ya?ml|json)$/i
/** A new, still empty file under such a name is going to be a policy. */
const policyFileName = /governance[\w.-]*policy|policy[\w.-]*governance|\.policy\.ya?ml$/i
const yamlFileName = /\.(?:ya?ml|json)$/i
const policyContent = /^[\s{]*["']?kind["']?\s*:\s*["']?GovernancePolicy["']?\s*,?\s*(?:#.*|\})?$/m
const policyVersion = /^[\s{]*["']?apiVersion["']?\s*:\s*["']?ai\.docker\.com\//m
const otherKind = /^kind\s*:\s*["']?\w/m
const governedCompose = /^["']?x-docker-ai-governance["']?\s*:/m

/**
 * Tells by content and name what a file is; undefined for a file that is none of our business.
 * Content goes before name: a policy called compose.yaml is a policy.
 */
export function fileKind(path: string, text: string): FileKind | undefined {
  if (policyContent.test(text)) return 'policy'
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  if (composeFileName.test(name) || governedCompose.test(text)) return 'compose'
  if (otherKind.test(text)) return undefined
  if (policyVersion.test(text)) return 'policy'
  return yamlFileName.test(name) && policyFileName.test(name) ? 'policy' : undefined
}

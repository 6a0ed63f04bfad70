// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * x-docker-ai-governance on a service. Its policies apply in addition to the project's.
 */
export interface ComposeServiceExtension {
  policy: string | [string, ...string[]]
}

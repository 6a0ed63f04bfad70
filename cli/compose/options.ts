/** The options of `docker compose` that stand before its verb, as commander gives them. */
export interface ComposeOptions {
  file: string[]
  projectName?: string
  profile: string[]
  envFile: string[]
  projectDirectory?: string
  ansi?: string
  progress?: string
  parallel?: string
  dryRun?: boolean
}

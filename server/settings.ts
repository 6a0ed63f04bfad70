import type { Severity } from '../policy/finding.ts'

/** What a user may set, under `governance` in the settings of the client. */
export interface Settings {
  /**
   * Whether syntax errors are shown: `auto` leaves them to another YAML server when the client says that one runs.
   */
  syntaxErrors: 'auto' | 'on' | 'off'
  /** Told by the client: another server reports YAML syntax errors in the same files. */
  otherYamlServer: boolean
  /** Severity by rule; `off` silences it in the editor. */
  severities: ReadonlyMap<string, Severity | 'off'>
  inlayHints: boolean
  codeLens: boolean
}

export const defaultSettings: Settings = {
  syntaxErrors: 'auto',
  otherYamlServer: false,
  severities: new Map(),
  inlayHints: true,
  codeLens: true,
}

const severities = new Set(['error', 'warning', 'info', 'off'])

/** Reads settings as a client sends them; what is malformed counts as not set. */
export function readSettings(value: unknown): Settings {
  const given = isRecord(value) ? value : {}
  const rules = isRecord(given.rules) ? Object.entries(given.rules) : []
  return {
    syntaxErrors:
      given.syntaxErrors === 'on' || given.syntaxErrors === 'off' ? given.syntaxErrors : 'auto',
    otherYamlServer: given.otherYamlServer === true,
    severities: new Map(
      rules.filter(([, severity]) => severities.has(String(severity))) as [
        string,
        Severity | 'off',
      ][],
    ),
    inlayHints: enabled(given.inlayHints),
    codeLens: enabled(given.codeLens),
  }
}

export function sameSettings(a: Settings, b: Settings): boolean {
  const text = (settings: Settings) =>
    JSON.stringify({ ...settings, severities: [...settings.severities] })
  return text(a) === text(b)
}

function enabled(value: unknown): boolean {
  return !(value === false || (isRecord(value) && value.enabled === false))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

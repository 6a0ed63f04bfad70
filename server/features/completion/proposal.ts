/** One thing that may be written, before it is put into the form of the protocol. */
export interface Proposal {
  label: string
  kind: 'key' | 'choice' | 'value' | 'file' | 'service' | 'variable' | 'tool' | 'snippet'
  /** Short, beside the label. */
  detail?: string
  /** Markdown. */
  documentation?: string
  /** What is written when it is not the label itself; line breaks are indented by the client. */
  text?: string
  /** `text` has places to fill in. */
  snippet?: boolean
}

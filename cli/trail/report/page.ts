/** A report as data: what it says, apart from how it is written down. Every text in it may come from an agent. */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'command'; text: string }
  | { kind: 'table'; columns: readonly string[]; rows: readonly (readonly string[])[] }

export interface Page {
  title: string
  blocks: readonly Block[]
}

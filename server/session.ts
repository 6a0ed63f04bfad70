import { createHash } from 'node:crypto'
import type { Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver-protocol'
import type { Finding } from '../policy/finding.ts'
import { Activity } from './activity.ts'
import type { Client } from './client.ts'
import type { Disk } from './disk.ts'
import { diagnostics } from './features/diagnostics.ts'
import { type SourceFile, sourceFile } from './model/file.ts'
import { defaultSettings, type Settings } from './settings.ts'
import { fileKey } from './uri.ts'
import { Workspace } from './workspace.ts'

/** Everything that one client's server knows. It speaks no protocol, so it works wherever it is put. */
export class Session {
  readonly workspace: Workspace
  readonly activity = new Activity()
  client: Client
  settings: Settings = defaultSettings
  /** Findings of whole projects, as far as they are known; a session without a client to tell has none. */
  projectFindings: (file: SourceFile) => readonly Finding[] = () => []

  constructor(disk: Disk, client: Client) {
    this.workspace = new Workspace(disk)
    this.client = client
  }

  /** Takes a new version of an open document. */
  put(uri: string, text: string, version: number, languageId: string): SourceFile {
    const file = sourceFile(uri, text, version, languageId)
    this.workspace.open(file)
    return file
  }

  /** The file of a request: as the editor has it, else as the disk has it. */
  async file(uri: string): Promise<SourceFile | undefined> {
    return this.workspace.openFile(uri) ?? (await this.workspace.read(fileKey(uri)))
  }

  diagnose(file: SourceFile): Promise<Diagnostic[]> {
    return diagnostics(file, this.settings, this.workspace, this.projectFindings(file))
  }

  /** A report that says `unchanged` to a client that has the same already. */
  async report(
    file: SourceFile,
    previousResultId: string | undefined,
  ): Promise<DocumentDiagnosticReport> {
    const items = await this.diagnose(file)
    const resultId = createHash('sha256')
      .update(JSON.stringify(items))
      .digest('base64url')
      .slice(0, 22)
    return resultId === previousResultId
      ? { kind: 'unchanged', resultId }
      : { kind: 'full', resultId, items }
  }
}

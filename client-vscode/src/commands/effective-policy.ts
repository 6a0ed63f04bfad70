import * as vscode from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { composePattern, pickFile } from '../compose-files.ts'

export const effectivePolicyScheme = 'governance-effective'

/** The pages that this command shows: read-only, in words. */
export class EffectivePolicyPages implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>()
  readonly #changed = new vscode.EventEmitter<vscode.Uri>()
  readonly onDidChange = this.#changed.event

  put(uri: vscode.Uri, text: string): void {
    this.#texts.set(uri.toString(), text)
    this.#changed.fire(uri)
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? ''
  }
}

/** Shows what the policies of a file allow together. */
export async function showEffectivePolicy(
  client: LanguageClient,
  pages: EffectivePolicyPages,
): Promise<void> {
  const active = vscode.window.activeTextEditor?.document
  const isYaml = active && ['yaml', 'dockercompose'].includes(active.languageId)
  const uri = isYaml ? active.uri : await pickFile(composePattern, 'Which Compose file?')
  if (!uri) return
  const page = await client.sendRequest<{ markdown: string } | null>('governance/effectivePolicy', {
    textDocument: { uri: client.code2ProtocolConverter.asUri(uri) },
  })
  if (!page)
    return void vscode.window.showInformationMessage(
      'This file is neither a policy nor under one that is valid.',
    )
  const target = uri.with({
    scheme: effectivePolicyScheme,
    path: `${uri.path} (effective policy).md`,
  })
  pages.put(target, page.markdown)
  await vscode.commands.executeCommand('markdown.showPreviewToSide', target)
}

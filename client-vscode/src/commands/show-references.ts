import * as vscode from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import type { Location, Position } from 'vscode-languageserver-types'

/** Opens the list of places behind a code lens. */
export async function showReferences(
  client: LanguageClient,
  uri: string,
  position: Position,
  places: Location[],
): Promise<void> {
  const convert = client.protocol2CodeConverter
  await vscode.commands.executeCommand(
    'editor.action.showReferences',
    convert.asUri(uri),
    convert.asPosition(position),
    places.map((place) => convert.asLocation(place)),
  )
}

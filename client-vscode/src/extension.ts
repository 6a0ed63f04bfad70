import * as vscode from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { reportActivity } from './activity.ts'
import { attachToCompose } from './commands/attach-to-compose.ts'
import {
  EffectivePolicyPages,
  effectivePolicyScheme,
  showEffectivePolicy,
} from './commands/effective-policy.ts'
import { fixAll } from './commands/fix-all.ts'
import { newPolicy } from './commands/new-policy.ts'
import { openTrail } from './commands/open-trail.ts'
import { showReferences } from './commands/show-references.ts'
import { createClient } from './language-client.ts'
import { watchOtherYamlServers } from './other-servers.ts'
import { showStatus } from './status.ts'

let client: LanguageClient | undefined

/** Starts the server and offers the commands. Nothing of the workspace is run. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const pages = new EffectivePolicyPages()
  const running = createClient(context.extensionUri)
  client = running
  const command = (name: string, run: (...given: never[]) => unknown) =>
    vscode.commands.registerCommand(`governance.${name}`, run)

  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(effectivePolicyScheme, pages),
    command('newPolicy', newPolicy),
    command('attachToCompose', attachToCompose),
    command('showEffectivePolicy', () => showEffectivePolicy(running, pages)),
    command('openTrail', openTrail),
    command('fixAll', fixAll),
    command('showReferences', (uri, position, places) =>
      showReferences(running, uri, position, places),
    ),
    command('restartServer', () => running.restart()),
  )
  await running.start()
  context.subscriptions.push(
    showStatus(running),
    watchOtherYamlServers(running),
    reportActivity(running),
  )
}

export async function deactivate(): Promise<void> {
  await client?.stop()
}

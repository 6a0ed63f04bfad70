import { execFile } from 'node:child_process'
import * as vscode from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'

const everyFiveMinutes = 5 * 60_000
const mostOutput = 64 * 1024 * 1024

/**
 * Tells the server what the trail says about the last day, where the user wants it and trusts the workspace.
 * A machine without the program or without Docker has no counts, and no message about it.
 */
export function reportActivity(client: LanguageClient): vscode.Disposable {
  const report = async () => {
    const settings = vscode.workspace.getConfiguration('governance')
    if (!vscode.workspace.isTrusted || !settings.get('activity.enabled', false)) return
    const output = await run(settings.get('cli.path', 'governance'), [
      'logs',
      '--since',
      '24h',
      '--format',
      'json',
    ])
    if (output !== undefined)
      await client.sendNotification('governance/activity', { policies: countByPolicy(output) })
  }
  const timer = setInterval(() => void report(), everyFiveMinutes)
  void report()
  return vscode.Disposable.from(
    { dispose: () => clearInterval(timer) },
    vscode.workspace.onDidGrantWorkspaceTrust(() => void report()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('governance.activity')) void report()
    }),
  )
}

/** One event a line; lines that are none are passed over. */
function countByPolicy(lines: string): { name: string; allowed: number; blocked: number }[] {
  const counts = new Map<string, { name: string; allowed: number; blocked: number }>()
  for (const line of lines.split('\n')) {
    try {
      const { policy, decision } = JSON.parse(line) as { policy?: unknown; decision?: unknown }
      if (typeof policy !== 'string') continue
      const count = counts.get(policy) ?? { name: policy, allowed: 0, blocked: 0 }
      if (decision === 'allowed') count.allowed += 1
      if (decision === 'blocked' || decision === 'would-block') count.blocked += 1
      counts.set(policy, count)
    } catch {
      // Not an event.
    }
  }
  return [...counts.values()]
}

function run(program: string, args: readonly string[]): Promise<string | undefined> {
  const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { maxBuffer: mostOutput, timeout: 30_000, ...(cwd && { cwd }) },
      (error, output) => resolve(error ? undefined : output),
    )
  })
}

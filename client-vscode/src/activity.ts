import { execFile } from 'node:child_process'
import * as vscode from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'

const everyFiveMinutes = 5 * 60_000
const mostOutput = 64 * 1024 * 1024

/**
 * Tells the server what the trail says about the last day and the last 30, where the user wants it and trusts the workspace.
 * A machine without the program or without Docker has no counts, and no message about it.
 */
export function reportActivity(client: LanguageClient): vscode.Disposable {
  const report = async () => {
    const settings = vscode.workspace.getConfiguration('governance')
    if (!vscode.workspace.isTrusted || !settings.get('activity.enabled', false)) return
    const program = settings.get('cli.path', 'governance')
    const [day, month] = await Promise.all([rowsSince(program, '24h'), rowsSince(program, '720h')])
    if (day && month) await client.sendNotification('governance/activity', { day, month })
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

/** What the trail counts since then; the server makes sense of it. */
async function rowsSince(program: string, since: string): Promise<unknown[] | undefined> {
  const output = await run(program, ['logs', '--summary', '--since', since, '--format', 'json'])
  try {
    const { rows } = JSON.parse(output ?? '') as { rows?: unknown }
    return Array.isArray(rows) ? rows : undefined
  } catch {
    return undefined
  }
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

import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-types'
import { fixAll } from '../../policy/apply-fixes.ts'
import { lintText } from '../lint.ts'
import type { SourceFile } from '../model/file.ts'
import type { Settings } from '../settings.ts'
import { diagnosticSource, visibleFindings } from './diagnostics.ts'

/** Mends everything that has a mend; clients run it on save when told to. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.governance`

/** Mends for what is wrong in a range, and, when asked for by kind, for everything in the file. */
export function codeActions(
  file: SourceFile,
  range: Range,
  context: { diagnostics: readonly Diagnostic[]; only?: readonly string[] },
  settings: Settings,
): CodeAction[] {
  const wants = (kind: string) =>
    !context.only || context.only.some((only) => kind === only || kind.startsWith(`${only}.`))
  return [
    ...(wants(CodeActionKind.QuickFix)
      ? [
          ...quickFixes(file, range, context.diagnostics, settings),
          ...silencers(file, range, settings),
        ]
      : []),
    ...(context.only && wants(fixAllKind) ? fixEverything(file) : []),
  ]
}

function quickFixes(
  file: SourceFile,
  range: Range,
  shown: readonly Diagnostic[],
  settings: Settings,
): CodeAction[] {
  return visibleFindings(file, settings).flatMap(({ finding }): CodeAction[] => {
    const { fix } = finding
    if (!fix || !overlaps(finding.range, range)) return []
    const mended = shown.filter(
      (diagnostic) =>
        diagnostic.source === diagnosticSource &&
        diagnostic.code === finding.rule &&
        samePlace(diagnostic.range, finding.range),
    )
    return [
      {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        isPreferred: true,
        ...(mended.length > 0 && { diagnostics: mended }),
        edit: editOf(file, fix.edits),
      },
    ]
  })
}

/**
 * Comments that set a finding aside, one line above it. The reason is left open, and until it is written the comment
 * silences nothing and says so: it mends nothing by itself.
 */
function silencers(file: SourceFile, range: Range, settings: Settings): CodeAction[] {
  if (/^[\s\ufeff]*[{[]/.test(file.text)) return []
  const seen = new Set<string>()
  return visibleFindings(file, settings).flatMap(({ finding }): CodeAction[] => {
    const { rule, severity } = finding
    if (severity === 'error' || notSilenced.has(rule) || !overlaps(finding.range, range)) return []
    const start = { line: finding.range.start.line, character: 0 }
    if (seen.has(`${rule} ${start.line}`)) return []
    seen.add(`${rule} ${start.line}`)
    const offset = file.source.offsetAt(start)
    const indent = /^ */.exec(file.text.slice(offset, offset + 200))?.[0] ?? ''
    const eol = file.text.includes('\r\n') ? '\r\n' : '\n'
    const newText = `${indent}# governance-ignore ${rule}: ${eol}`
    return [
      {
        title: `Set ${rule} aside here, with a reason to be written`,
        kind: CodeActionKind.QuickFix,
        edit: editOf(file, [{ range: { start, end: start }, newText }]),
      },
    ]
  })
}

const notSilenced = new Set(['suppression-without-reason', 'unused-suppression'])

function fixEverything(file: SourceFile): CodeAction[] {
  const fixed = fixAll(file.text, (text) => lintText(file, text))
  if (fixed === file.text) return []
  return [
    {
      title: 'Fix everything that governance can fix',
      kind: fixAllKind,
      edit: editOf(file, [difference(file, fixed)]),
    },
  ]
}

/** One edit that turns the text into another and leaves alone what both begin and end with. */
function difference({ text, source }: SourceFile, fixed: string): TextEdit {
  let start = 0
  const shorter = Math.min(text.length, fixed.length)
  while (start < shorter && text[start] === fixed[start]) start += 1
  let end = 0
  while (end < shorter - start && text[text.length - 1 - end] === fixed[fixed.length - 1 - end])
    end += 1
  return {
    range: source.rangeBetween(start, text.length - end),
    newText: fixed.slice(start, fixed.length - end),
  }
}

function editOf(file: SourceFile, edits: readonly TextEdit[]): WorkspaceEdit {
  return {
    documentChanges: [
      { textDocument: { uri: file.uri, version: file.version ?? null }, edits: [...edits] },
    ],
  }
}

function overlaps(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start)
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character)
}

function samePlace(a: Range, b: Range): boolean {
  return a.start.line === b.start.line && a.start.character === b.start.character
}

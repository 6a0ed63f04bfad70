import { bindingToEverything } from './parser-rules/binding-to-everything.ts'
import { conflictMarkers } from './parser-rules/conflict-markers.ts'
import { duplicateKey } from './parser-rules/duplicate-key.ts'
import { emptyPolicy } from './parser-rules/empty-policy.ts'
import { invalidArgumentPattern } from './parser-rules/invalid-argument-pattern.ts'
import { invalidDomain } from './parser-rules/invalid-domain.ts'
import { invalidLocal } from './parser-rules/invalid-local.ts'
import { invalidPath } from './parser-rules/invalid-path.ts'
import { invalidTool } from './parser-rules/invalid-tool.ts'
import { keyWithoutBinding } from './parser-rules/key-without-binding.ts'
import { missingKey } from './parser-rules/missing-key.ts'
import { publicSuffixWildcard } from './parser-rules/public-suffix-wildcard.ts'
import { severalDocuments } from './parser-rules/several-documents.ts'
import { tabIndentation } from './parser-rules/tab-indentation.ts'
import { unknownKey } from './parser-rules/unknown-key.ts'
import { unquotedWildcard } from './parser-rules/unquoted-wildcard.ts'
import { wrongType } from './parser-rules/wrong-type.ts'
import { wrongValue } from './parser-rules/wrong-value.ts'
import { yamlSyntax } from './parser-rules/yaml-syntax.ts'
import type { Rule } from './rule.ts'

/** What the parser finds; a policy with such a finding is none. */
export const parserRules: readonly Rule[] = [
  unknownKey,
  missingKey,
  wrongType,
  wrongValue,
  yamlSyntax,
  duplicateKey,
  unquotedWildcard,
  tabIndentation,
  conflictMarkers,
  emptyPolicy,
  severalDocuments,
  invalidDomain,
  publicSuffixWildcard,
  invalidLocal,
  invalidPath,
  invalidTool,
  invalidArgumentPattern,
  keyWithoutBinding,
  bindingToEverything,
]

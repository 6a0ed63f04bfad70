import { flags, valuedNames } from '../run/flags.ts'
import type { Shell } from './completion-scripts.ts'
import { quote } from './quote.ts'

/**
 * A shell function that makes `docker run --governance-policy FILE …` work as it is written. It finds the flag where
 * docker would look for flags, before the image, and hands every other call to docker as it stands.
 *
 * @param program the path of `governance`
 */
export function shellFunction(shell: Shell, program: string): string {
  return shell === 'fish' ? fish(program) : posix(program, shell)
}

/** Names, and bundles such as `-itv`, after which the next word is a value. */
const takesNext: readonly string[] = [
  ...valuedNames,
  ...[1, 2, 3].map((count) => `-${`[${letters(false)}]`.repeat(count)}[${letters(true)}]`),
]

function letters(valued: boolean): string {
  const names = flags.filter((flag) => flag.valued === valued).flatMap((flag) => flag.names)
  return names.flatMap((name) => (name.length === 2 ? [name.slice(1)] : [])).join('')
}

/** For bash (3.2 and newer) and zsh alike. */
function posix(program: string, shell: 'bash' | 'zsh'): string {
  return `# docker run --governance-policy FILE … In your shell's start file: eval "$(governance shell-init ${shell})"
__governance_asked() {
  while [ "$#" -gt 0 ]; do
    case $1 in
      --governance-policy|--governance-policy=*) return 0 ;;
      --) return 1 ;;
      ${takesNext.join('|')}) [ "$#" -gt 1 ] && shift ;;
      -?*) ;;
      *) return 1 ;;
    esac
    shift
  done
  return 1
}
docker() {
  if [ "\${1-}" = run ]; then
    if (shift; __governance_asked "$@"); then
      shift
      ${quote(program, shell)} run "$@"
      return
    fi
  elif [ "\${1-}" = container ] && [ "\${2-}" = run ]; then
    if (shift 2; __governance_asked "$@"); then
      shift 2
      ${quote(program, shell)} run "$@"
      return
    fi
  fi
  command docker "$@"
}
`
}

function fish(program: string): string {
  return `# docker run --governance-policy FILE … In ~/.config/fish/config.fish: governance shell-init fish | source
function __governance_asked
  set -l skip 0
  for word in $argv
    if test $skip = 1
      set skip 0
      continue
    end
    switch $word
      case --governance-policy '--governance-policy=*'
        return 0
      case --
        return 1
      case ${valuedNames.join(' ')}
        set skip 1
      case '-?*'
        string match -qr -- '^-[${letters(false)}]+[${letters(true)}]$' $word; and set skip 1
      case '*'
        return 1
    end
  end
  return 1
end
function docker --wraps docker
  if test "$argv[1]" = run; and __governance_asked $argv[2..-1]
    ${quote(program, 'fish')} run $argv[2..-1]
  else if test "$argv[1]" = container; and test "$argv[2]" = run; and __governance_asked $argv[3..-1]
    ${quote(program, 'fish')} run $argv[3..-1]
  else
    command docker $argv
  end
end
`
}

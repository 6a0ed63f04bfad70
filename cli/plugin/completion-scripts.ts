import { quote } from './quote.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** The text to evaluate so that a shell completes `governance`. The candidates come from the program itself. */
export function completionScript(shell: Shell, program: string): string {
  const ask = `${quote(program, shell)} __complete`
  switch (shell) {
    case 'bash':
      return `# Completion of governance. In ~/.bashrc: eval "$(governance completion bash)"
_governance() {
  local line directive
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(${ask} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [ "\${directive:-4}" = 0 ] && [ \${#COMPREPLY[@]} -eq 0 ]; then
    compopt -o default 2>/dev/null
  fi
}
complete -F _governance governance
`
    case 'zsh':
      return `#compdef governance
# Completion of governance. In ~/.zshrc, after compinit: eval "$(governance completion zsh)"
_governance() {
  local line directive
  local -a candidates
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *$'\\t'*) candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
      *) candidates+=("\${line//:/\\\\:}") ;;
    esac
  done < <(${ask} "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then
    _describe governance candidates
  elif [[ \${directive:-4} == 0 ]]; then
    _files
  fi
}
compdef _governance governance
`
    case 'fish':
      return `# Completion of governance. In ~/.config/fish/config.fish: governance completion fish | source
function __governance_complete
  set -l words (commandline -opc)
  set -l begun (commandline -ct)
  ${ask} $words[2..-1] "$begun" 2>/dev/null | string match -v -r '^:'
end
function __governance_offers_files
  set -l words (commandline -opc)
  set -l begun (commandline -ct)
  test (${ask} $words[2..-1] "$begun" 2>/dev/null)[-1] = ':0'
end
complete -c governance -f -a '(__governance_complete)'
complete -c governance -n __governance_offers_files -F
`
  }
}

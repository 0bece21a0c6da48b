import { join } from "node:path";
import { quoted } from "../process/invocation.ts";

/** The script that makes a shell ask this installation, wherever it lies and however it is called. Nothing that is typed is evaluated. */
export function completionScript(shell: "bash" | "zsh" | "fish"): string {
  const ask = `${quoted(process.execPath)} ${quoted(join(import.meta.dirname, "../main.js"))} complete --`;
  switch (shell) {
    case "bash":
      return bash(ask);
    case "zsh":
      return zsh(ask);
    case "fish":
      return fish(ask);
    default:
      return shell satisfies never;
  }
}

// For the bash that macOS has too (3.2), and without the bash-completion package. Bash takes `=` and `:` for words of their own.
const bash = (ask: string): string => `_baton() {
  local cur=\${COMP_WORDS[COMP_CWORD]} line value
  [[ $cur == "=" ]] && cur=
  COMPREPLY=()
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    case $value in
      :files) compopt -o filenames 2>/dev/null; while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$cur") ;;
      :folders) compopt -o filenames 2>/dev/null; while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$cur") ;;
      "$cur"*) COMPREPLY+=("$value") ;;
    esac
  done < <(${ask} "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "$cur" 2>/dev/null)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _baton baton`;

const zsh = (ask: string): string => `#compdef baton
_baton() {
  local -a found
  local line
  for line in "\${(@f)$(${ask} "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      :files) _files ;;
      :folders) _files -/ ;;
      ?*) found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  (( \${#found} )) && _describe baton found
}
compdef _baton baton`;

const fish = (ask: string): string => `function __baton
  set -l current (commandline -ct)
  set -l words (commandline -opc)
  for line in (${ask} $words[2..-1] "$current" 2>/dev/null)
    switch $line
      case :files
        __fish_complete_path "$current"
      case :folders
        __fish_complete_directories "$current"
      case '*'
        echo $line
    end
  end
end
complete -c baton -f -a '(__baton)'`;

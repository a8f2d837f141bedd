import type { CompletedCommand, CompletedOption, CompletionTable, ValueKind } from './table.ts'

/** The completion script of bash 4.2 and later; it needs no other package. */
export function bashScript(table: CompletionTable): string {
  const valued = [...table.options, ...table.commands.flatMap(({ options }) => options)].filter(hasValue)
  const flags = [...new Set(valued.flatMap((option) => option.flags))]
  return `# bash completion of calico-tui: source <(calico-tui completion bash)

# Names that the program knows, those that begin with the word under the cursor.
_calico_tui_names() {
  local IFS=$'\\n'
  COMPREPLY+=($(calico-tui __complete "$1" "$cur" "\${words[@]:1}" 2>/dev/null))
}

_calico_tui_choices() {
  COMPREPLY+=($(compgen -W "$1" -- "$cur"))
}

_calico_tui_files() {
  local IFS=$'\\n'
  COMPREPLY+=($(compgen -f -- "$cur"))
  compopt -o filenames 2>/dev/null
}

# What can stand behind an option; fails for an option without a value.
_calico_tui_value() {
  case "$1" in
${valueCases(table.options, valued)}
    *) return 1 ;;
  esac
}

_calico_tui() {
  local cur prev command word skip=0
  local -a words
  COMPREPLY=()
  # COMP_WORDS is broken at colons and equals signs, which stand inside our names.
  read -ra words <<< "\${COMP_LINE:0:COMP_POINT}"
  [[ "\${COMP_LINE:0:COMP_POINT}" == *[[:space:]] ]] && words+=("")
  cur="\${words[\${#words[@]}-1]}"
  prev="\${words[\${#words[@]}-2]}"
  for word in "\${words[@]:1:\${#words[@]}-2}"; do
    if ((skip)); then skip=0; continue; fi
    case "$word" in
      ${flags.join('|')}) skip=1 ;;
      -*) ;;
      *) command="$word"; break ;;
    esac
  done
  if [[ "$cur" == --*=* ]]; then
    local option="\${cur%%=*}"
    cur="\${cur#*=}"
    _calico_tui_value "$option"
  elif ! _calico_tui_value "$prev"; then
    case "$command" in
${table.commands.map(commandCase).join('\n')}
      *) _calico_tui_choices "${table.commands.map(({ name }) => name).join(' ')}" ;;
    esac
    if [[ "$cur" == -* ]]; then
      _calico_tui_choices "${table.options.flatMap((option) => option.flags).join(' ')}"
    fi
  fi
  # bash replaces only what stands behind the last colon or equals sign of the word.
  local before="\${cur%"\${cur##*[:=]}"}"
  if [[ -n "$before" && "$COMP_WORDBREAKS" == *[:=]* ]]; then
    COMPREPLY=("\${COMPREPLY[@]#"$before"}")
  fi
  [[ "\${COMPREPLY[0]}" == *[:/] && \${#COMPREPLY[@]} -eq 1 ]] && compopt -o nospace 2>/dev/null
  return 0
}

complete -F _calico_tui calico-tui
`
}

function hasValue(option: CompletedOption): option is CompletedOption & { readonly value: ValueKind } {
  return option.value !== null
}

function valueCases(global: readonly CompletedOption[], valued: readonly CompletedOption[]): string {
  const seen = new Set<string>()
  return [...global, ...valued]
    .flatMap((option) => {
      const key = option.flags.join('|')
      if (option.value === null || seen.has(key)) return []
      seen.add(key)
      return [`    ${key}) ${completeValue(option.value)} ;;`]
    })
    .join('\n')
}

function commandCase({ name, options, argument }: CompletedCommand): string {
  const flags = options.flatMap((option) => option.flags).join(' ')
  const parts = [
    ...(argument === null ? [] : [`[[ "$cur" != -* ]] && ${completeValue(argument)}`]),
    ...(flags === '' ? [] : [`[[ "$cur" == -* || -z "$cur" ]] && _calico_tui_choices "${flags}"`]),
  ]
  return `      ${name})\n${parts.map((part) => `        ${part}\n`).join('')}        ;;`
}

function completeValue(value: ValueKind): string {
  switch (value.type) {
    case 'choices':
      return `_calico_tui_choices "${value.values.join(' ')}"`
    case 'files':
      return '_calico_tui_files'
    case 'names':
      return `_calico_tui_names ${value.of}${value.orFiles ? '; _calico_tui_files' : ''}`
    case 'text':
      return ':'
  }
}

import type { CompletedCommand, CompletedOption, CompletionTable, ValueKind } from './table.ts'

/** The completion script of zsh; it can be sourced, or stand as `_calico-tui` in a folder of `fpath`. */
export function zshScript(table: CompletionTable): string {
  return `#compdef calico-tui
# zsh completion of calico-tui: source <(calico-tui completion zsh)

# Names that the program knows, those that begin with the word under the cursor.
_calico_tui_names() {
  local -a found
  local current="\${PREFIX#--*=}"
  found=("\${(@f)$(calico-tui __complete "$1" "$current" "\${(@)typed[2,-1]}" 2>/dev/null)}")
  found=("\${(@)found:#}")
  (( \${#found} )) && compadd -S '' -a found
}

_calico_tui_names_or_files() {
  _calico_tui_names "$1"
  _files
}

_calico_tui() {
  local context state state_descr line
  typeset -A opt_args
  local -a global typed
  # Behind a command _arguments leaves only what follows it.
  typed=("\${(@)words}")
  global=(
${table.options.map((option) => `    ${optionSpec(option)}`).join('\n')}
  )
  _arguments -C -A '-*' $global '1: :->command' '*:: :->rest' && return
  case "$state" in
    command)
      local -a commands
      commands=(
${table.commands.map(({ name, summary }) => `        ${quoted(`${name}:${summary}`)}`).join('\n')}
      )
      _describe -t commands command commands
      ;;
    rest)
      case "$line[1]" in
${table.commands.map(commandCase).join('\n')}
      esac
      ;;
  esac
}

if [[ "$funcstack[1]" == _calico-tui ]]; then
  _calico_tui "$@"
else
  compdef _calico_tui calico-tui
fi
`
}

function commandCase({ name, options, argument }: CompletedCommand): string {
  const specs = [...options.map(optionSpec), ...(argument === null ? [] : [quoted(`1:${name}:${action(argument)}`)])]
  return `        ${name})\n          _arguments $global ${specs.join(' ')}\n          ;;`
}

/** `'(-n --namespace)'{-n,--namespace}'[description]:value:action'`. */
function optionSpec(option: CompletedOption): string {
  const { flags, value } = option
  const isRepeatable = option.description.includes('repeatable')
  const description = `[${option.description.replace(/[[\]:\\]/g, '\\$&')}]`
  const rest = quoted(description + (value === null ? '' : `:value:${action(value)}`))
  if (flags.length === 1) return `${quoted(`${isRepeatable ? '*' : ''}${flags[0] ?? ''}`)}${rest}`
  return `${quoted(`(${flags.join(' ')})`)}{${flags.join(',')}}${rest}`
}

function action(value: ValueKind): string {
  switch (value.type) {
    case 'choices':
      return `(${value.values.join(' ')})`
    case 'files':
      return '_files'
    case 'names':
      // With a space before it zsh calls it with these arguments alone.
      return ` _calico_tui_names${value.orFiles ? '_or_files' : ''} ${value.of}`
    case 'text':
      return ' '
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

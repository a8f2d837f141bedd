import { stringify } from 'yaml'
import { type Line, span } from './styled.ts'

/** A value as YAML text, as `-o yaml` prints it. */
export function yamlText(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
}

/** A manifest as lines of YAML, its keys set apart from its values. */
export function yamlLines(manifest: unknown): readonly Line[] {
  return yamlText(manifest).replace(/\n$/, '').split('\n').map(yamlLine)
}

/** `  - key: value` in three parts: what stands before the key, the key with its colon, the value. */
function yamlLine(text: string): Line {
  const found = /^([ -]*)((?:"[^"]*"|[^\s"'#:][^:#]*):)(?= |$)(.*)$/.exec(text)
  if (found === null) return [span(text)]
  const [, before = '', key = '', value = ''] = found
  return [span(before), span(key, 'key'), span(value)].filter((part) => part.text !== '')
}

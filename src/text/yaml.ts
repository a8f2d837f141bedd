import { Document, isScalar, visit } from 'yaml'
import { escapeYaml, hasHidden } from './escape.ts'
import { type Line, span } from './styled.ts'

/** A value as YAML text, as `-o yaml` prints it. Nothing in it steers a terminal: such characters are escaped. */
export function yamlText(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, (_key, node) => {
    if (isScalar(node) && typeof node.value === 'string' && hasHidden(node.value)) node.type = 'QUOTE_DOUBLE'
  })
  return escapeYaml(document.toString({ lineWidth: 0 }))
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

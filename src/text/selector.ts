import type { Selector } from '../model/selector.ts'
import { parseSelector } from '../model/selector-parser.ts'
import { printTerm, type Spelling } from '../model/selector-print.ts'

/** Labels by which Calico knows the name of a namespace. */
const NAMESPACE_NAME = ['projectcalico.org/name', 'kubernetes.io/metadata.name']
const ORCHESTRATOR = 'projectcalico.org/orchestrator'

/**
 * A selector as it was written, brought to one spelling that reads well: `app in {facts, worker} && env == 'prod'`.
 * Parentheses stand only where they are needed. A text that is no selector comes back as it is.
 */
export function selectorWords(text: string): string {
  const selector = parseSelector(text)
  return selector.type === 'syntax-problem' ? text : selectorText(selector)
}

/** A parsed selector in the spelling of `selectorWords`. */
export function selectorText(selector: Selector): string {
  switch (selector.type) {
    case 'not':
      return `!${inParentheses(selector.operand, 'not')}`
    case 'and':
      return selector.operands.map((operand) => inParentheses(operand, 'and')).join(' && ')
    case 'or':
      return selector.operands.map((operand) => inParentheses(operand, 'or')).join(' || ')
    default:
      return printTerm(selector, readable)
  }
}

const readable: Spelling = { value: quoted, set: setText }

/**
 * What a rule's selector stands for without what Calico adds for Kubernetes' own policies, or null when that is all there is
 * (it then says no more than "a pod").
 */
export function withoutOrchestrator(selector: Selector): Selector | null {
  if (isOrchestrator(selector)) return null
  if (selector.type !== 'and') return selector
  const rest = selector.operands.flatMap((operand) => withoutOrchestrator(operand) ?? [])
  const [first] = rest
  if (first === undefined) return null
  return rest.length === 1 ? first : { type: 'and', operands: rest }
}

/** The names of the namespaces a namespace selector asks for, when it asks for names alone; else null. */
export function namespacesNamed(selector: Selector): readonly string[] | null {
  if (selector.type === 'equals' && NAMESPACE_NAME.includes(selector.label)) return [selector.value]
  if (selector.type === 'in' && NAMESPACE_NAME.includes(selector.label)) return selector.values
  return null
}

function isOrchestrator(selector: Selector): boolean {
  return selector.type === 'equals' && selector.label === ORCHESTRATOR && selector.value === 'k8s'
}

/** An operand in parentheses where it would read as something else without them. */
function inParentheses(selector: Selector, outer: 'not' | 'and' | 'or'): string {
  const text = selectorText(selector)
  const isLoose = selector.type === 'or' || selector.type === 'and'
  if (outer === 'not') return isLoose || 'value' in selector || 'values' in selector ? `(${text})` : text
  return isLoose && selector.type !== outer ? `(${text})` : text
}

function quoted(value: string): string {
  return value.includes("'") ? `"${value}"` : `'${value}'`
}

function setText(values: readonly string[]): string {
  return `{${values.map((value) => (/^[\w./-]+$/.test(value) ? value : quoted(value))).join(', ')}}`
}

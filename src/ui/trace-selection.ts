import type { Policy } from '../model/policy.ts'
import type { Selector } from '../model/selector.ts'
import { type LabelLookup, matchesSelector } from '../model/selector-match.ts'
import { parseSelector } from '../model/selector-parser.ts'
import { endpointOf, legOf, type Scene } from '../store/trace-scene.ts'
import type { Told } from '../store/trace-told.ts'
import { selectorText, selectorWords, withoutOrchestrator } from '../text/selector.ts'
import { type Line, span } from '../text/styled.ts'
import { endpointName } from './trace-names.ts'
import { inPane, withAside } from './trace-wrap.ts'

/** Whom a policy is for, and whether that is the endpoint of the step; where it is not, term by term. */
export function selectionLines(
  scene: Scene,
  told: Told,
  of: { readonly policy: Policy; readonly columns: number },
): readonly Line[] {
  const { policy, columns } = of
  const endpoint = endpointOf(scene, told)
  const name = endpointName(legOf(scene, told)?.endpoint ?? '')
  const isFor = endpoint !== null && matchesSelector(policy.appliesTo, scene.index.lookupOf(endpoint))
  const aside: Line = isFor ? [span('✓ ', 'allow'), span(`selects ${name}`)] : [span('✗ ', 'deny'), span(`not ${name}`)]
  const head: Line = [span('for  ', 'faint'), ...whoLine(policy)]
  const lines = withAside(head, columns < 60 ? [] : aside, columns, 5)
  const below = columns < 60 ? [[span('     '), ...aside]] : []
  if (isFor || endpoint === null) return [...lines, ...below]
  return [...lines, ...below, ...termLines(policy, scene.index.lookupOf(endpoint), { name, columns })]
}

/** The endpoints a policy is for, in words; without the term that says of a Kubernetes policy only that it is for pods. */
export function whoLine(policy: Policy): Line {
  const selector = policy.selector === null ? null : writtenSelector(policy.selector)
  const parts: Line[] = []
  const { namespace } = policy.ref
  if (selector !== null && selector !== 'all()') parts.push([span(selector)])
  else parts.push([span(namespace === null && policy.namespaceSelector === null ? 'all endpoints' : 'all pods')])
  if (namespace !== null) parts.push([span(` in ${namespace}`)])
  if (policy.namespaceSelector !== null)
    parts.push([span(' in namespaces with ', 'faint'), span(selectorWords(policy.namespaceSelector))])
  if (policy.serviceAccountSelector !== null)
    parts.push([
      span(' running as service accounts with ', 'faint'),
      span(selectorWords(policy.serviceAccountSelector)),
    ])
  return parts.flat()
}

function writtenSelector(text: string): string | null {
  const parsed = parseSelector(text)
  if (parsed.type === 'syntax-problem') return text
  const told = withoutOrchestrator(parsed)
  return told === null ? null : selectorText(told)
}

/** Each term that must hold, with what the endpoint has. */
function termLines(
  policy: Policy,
  label: LabelLookup,
  { name, columns }: { readonly name: string; readonly columns: number },
): readonly Line[] {
  const selector = withoutOrchestrator(policy.appliesTo) ?? policy.appliesTo
  const terms = selector.type === 'and' ? selector.operands : [selector]
  return terms.flatMap((term) => {
    const holds = matchesSelector(term, label)
    const line: Line = [
      span('     '),
      holds ? span('✓ ', 'allow') : span('✗ ', 'deny'),
      span(termWords(term), holds ? 'faint' : 'strong'),
      span(holds ? '' : `  ${name} has ${hasWords(term, label)}`),
    ]
    return inPane(line, columns, 7)
  })
}

/** A term as a person says it: labels inherited from the namespace or service account without Calico's prefix. */
function termWords(term: Selector): string {
  if (term.type === 'equals' && term.label === 'projectcalico.org/namespace') return `in namespace ${term.value}`
  return selectorText(term).replaceAll('pcns.', 'namespace label ').replaceAll('pcsa.', 'service account label ')
}

function hasWords(term: Selector, label: LabelLookup): string {
  const keys = [...new Set(labelsIn(term))]
  if (keys.length === 0) return 'no such label'
  return keys
    .map((key) => {
      const value = label(key)
      const said = key.replace(/^pcns\./, 'namespace label ').replace(/^pcsa\./, 'service account label ')
      if (key === 'projectcalico.org/namespace') return value === undefined ? 'no namespace' : `namespace ${value}`
      return value === undefined ? `no ${/^pc(ns|sa)\./.test(key) ? '' : 'label '}${said}` : `${said}=${value}`
    })
    .join(', ')
}

function labelsIn(selector: Selector): readonly string[] {
  switch (selector.type) {
    case 'all':
    case 'global':
      return []
    case 'not':
      return labelsIn(selector.operand)
    case 'and':
    case 'or':
      return selector.operands.flatMap(labelsIn)
    default:
      return [selector.label]
  }
}

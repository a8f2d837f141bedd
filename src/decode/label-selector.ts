import { compareBytes } from '../model/bytes.ts'
import { fieldsOf, listOf, type Reading, refuse, textOf, told } from './reading.ts'

/** What a pod selector of Kubernetes always asks for: it never means host endpoints or network sets. */
const isPod = "projectcalico.org/orchestrator == 'k8s'"

/**
 * A label selector of Kubernetes as the text of a Calico selector. A namespace selector that is missing gives an empty text, one
 * that is empty `all()`.
 * Source: libcalico-go/lib/backend/k8s/conversion/conversion.go k8sSelectorToCalico (projectcalico/calico).
 */
export function labelSelectorText(reading: Reading, value: unknown, path: string, of: 'pod' | 'namespace'): string {
  const terms = of === 'pod' ? [isPod] : []
  if (value === undefined || value === null) return terms.join(' && ')
  const fields = fieldsOf(reading, value, path)
  const labels = fieldsOf(reading, fields.matchLabels, `${path}.matchLabels`)
  const expressions = listOf(reading, fields.matchExpressions, `${path}.matchExpressions`)
  if (of === 'namespace' && Object.keys(labels).length === 0 && expressions.length === 0) return 'all()'
  for (const key of Object.keys(labels).sort(compareBytes)) {
    const label = labels[key] ?? ''
    if (typeof label !== 'string') {
      refuse(reading, `${path}.matchLabels`, `expected a text in quotes, not ${told(label)}`)
    } else terms.push(`${key} == '${label}'`)
  }
  for (const [at, entry] of expressions.entries()) {
    terms.push(...expressionText(reading, entry, `${path}.matchExpressions[${at}]`))
  }
  return terms.join(' && ')
}

function expressionText(reading: Reading, value: unknown, path: string): readonly string[] {
  const fields = fieldsOf(reading, value, path)
  const key = textOf(reading, fields.key, `${path}.key`) ?? ''
  // Not `textsOf`: an empty text is a value of a label like any other.
  const listed = listOf(reading, fields.values, `${path}.values`)
  const values = listed.filter((entry) => typeof entry === 'string')
  if (values.length < listed.length) refuse(reading, `${path}.values`, 'expected texts in quotes')
  const set = `{ '${values.join("', '")}' }`
  switch (fields.operator) {
    case 'In':
      return [`${key} in ${set}`]
    case 'NotIn':
      return [`${key} not in ${set}`]
    case 'Exists':
      return [`has(${key})`]
    case 'DoesNotExist':
      return [`! has(${key})`]
    default:
      refuse(reading, `${path}.operator`, `expected In, NotIn, Exists or DoesNotExist, not ${told(fields.operator)}`)
      return []
  }
}

import type { SelectorTerm } from '../model/trace.ts'

/** Which labels made a selector say no, with what the object has: "app is netshoot, namespace is dev". Empty when none is known. */
export function failingLabels(terms: readonly SelectorTerm[]): string {
  const words = terms.flatMap((term) => (term.holds || term.label === null ? [] : [labelWords(term.label, term.value)]))
  return [...new Set(words)].join(', ')
}

/** One label as people say it; those that Calico adds by what they stand for. */
export function labelWords(label: string, value: string | null): string {
  return `${labelName(label)} is ${value === null ? 'not set' : value === '' ? 'empty' : value}`
}

function labelName(label: string): string {
  if (label === 'projectcalico.org/namespace') return 'namespace'
  if (label === 'projectcalico.org/serviceaccount') return 'service account'
  if (label.startsWith('pcns.')) return inherited(label.slice('pcns.'.length), 'namespace')
  return label.startsWith('pcsa.') ? inherited(label.slice('pcsa.'.length), 'service account') : label
}

function inherited(label: string, owner: string): string {
  const isName = label === 'projectcalico.org/name' || label === 'kubernetes.io/metadata.name'
  return isName ? owner : `${label} of the ${owner}`
}

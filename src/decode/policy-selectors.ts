import type { Policy } from '../model/policy.ts'
import type { Selector } from '../model/selector.ts'
import { prefixSelector } from '../model/selector-prefix.ts'
import { namespaceLabel, serviceAccountLabel } from './entity-rule.ts'
import { drop, type Fields, type Reading, refuse } from './reading.ts'
import { both, readSelector, replaceCatchAlls } from './selector-texts.ts'

type Selectors = Pick<Policy, 'appliesTo' | 'selector' | 'namespaceSelector' | 'serviceAccountSelector'>

/**
 * The combined selector. One of the namespace or of the service account that does not parse is left out, as Calico does; the
 * policy then selects more.
 * Source: libcalico-go/lib/backend/syncersv1/updateprocessors/networkpolicyprocessor.go, globalnetworkpolicyprocessor.go,
 * selectors.go prefixAndAppendSelector (projectcalico/calico).
 */
export function readSelectors(reading: Reading, spec: Fields, namespace: string | null): Selectors {
  const own = readSelector(reading, spec.selector, 'spec.selector', refuse)
  const inNamespaces =
    namespace === null
      ? readSelector(reading, spec.namespaceSelector, 'spec.namespaceSelector', leftOut)
      : { text: null, selector: null }
  const accounts = readSelector(reading, spec.serviceAccountSelector, 'spec.serviceAccountSelector', leftOut)
  let combined = own.selector
  if (namespace !== null) combined = both(combined, { type: 'equals', label: namespaceLabel, value: namespace })
  combined = appended(combined, inNamespaces, 'pcns.')
  if (inNamespaces.text !== null) combined = withoutAll(combined, namespaceLabel)
  combined = appended(combined, accounts, 'pcsa.')
  if (namespace === null && accounts.text !== null) combined = withoutAll(combined, serviceAccountLabel)
  return {
    appliesTo: combined ?? { type: 'all' },
    selector: own.text,
    namespaceSelector: inNamespaces.text,
    serviceAccountSelector: accounts.text,
  }
}

function leftOut(reading: Reading, path: string, message: string): void {
  drop(reading, path, `${message}; Calico leaves it out, so the policy selects more`)
}

function appended(to: Selector | null, more: { readonly selector: Selector | null }, prefix: string): Selector | null {
  return more.selector === null ? to : both(to, prefixSelector(more.selector, prefix))
}

function withoutAll(selector: Selector | null, label: string): Selector | null {
  return selector === null ? null : replaceCatchAlls(selector, { type: 'has', label }, { type: 'global' })
}

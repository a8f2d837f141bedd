import type { Resource } from './metadata.ts'
import { type Fields, told, warn } from './reading.ts'
import { holdsGlobal } from './rule-warnings.ts'

const mostRules = 1024
const longestSelector = 1024

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?'
const namespacedName = new RegExp(`^(?:(?:knp|ossg)\\.default\\..+|(?:${label}\\.)?${label})$`)
const globalName = new RegExp(`^(?:${label}\\.)?${label}$`)

/**
 * Warn of what Calico's validation would not take in a policy although its data planes do.
 * Source: libcalico-go/lib/validator/v3/validator.go, api/pkg/apis/projectcalico/v3/globalnetworkpolicy.go (projectcalico/calico).
 */
export function warnOfPolicy(resource: Resource, spec: Fields): void {
  const { reading, kind, name } = resource
  const pattern = kind.includes('Global') ? globalName : namespacedName
  // What is no name for Kubernetes either was told already.
  if (/^[-a-z0-9.]+$/.test(name) && !pattern.test(name)) {
    warn(reading, 'metadata.name', `expected at most one \`.\` in the name, not ${told(name)}`)
  }
  for (const field of ['selector', 'namespaceSelector', 'serviceAccountSelector']) {
    const text = spec[field]
    if (typeof text !== 'string') continue
    if (text.length > longestSelector) warn(reading, `spec.${field}`, `expected at most ${longestSelector} characters`)
    if (text.includes('global(') && holdsGlobal(text)) {
      warn(reading, `spec.${field}`, '`global()` has a meaning in the namespace selectors of rules only')
    }
  }
  for (const direction of ['ingress', 'egress']) {
    const rules = spec[direction]
    if (Array.isArray(rules) && rules.length > mostRules) {
      warn(reading, `spec.${direction}`, `expected at most ${mostRules} rules, not ${rules.length}`)
    }
  }
  if (spec.preDNAT === true) warnOfPreDnat(resource, spec)
  if (spec.stagedAction === 'Delete') warnOfDelete(resource, spec)
}

function warnOfPreDnat({ reading }: Resource, spec: Fields): void {
  const types: readonly unknown[] = Array.isArray(spec.types) ? spec.types : []
  const hasRules = Array.isArray(spec.egress) && spec.egress.length > 0
  if (hasRules || types.includes('Egress')) {
    warn(reading, hasRules ? 'spec.egress' : 'spec.types', 'beside `preDNAT` only ingress is governed')
  }
}

function warnOfDelete({ reading }: Resource, spec: Fields): void {
  const others = Object.keys(spec).filter((field) => field !== 'tier' && field !== 'stagedAction')
  const set = others.find((field) => spec[field] !== null && spec[field] !== undefined && spec[field] !== '')
  if (set !== undefined) warn(reading, `spec.${set}`, 'expected nothing but the tier beside the staged action Delete')
}

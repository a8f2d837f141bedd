import type { Resource } from './metadata.ts'
import { type Fields, textsOf, told, warn } from './reading.ts'

/** Which directions a policy governs. */
export interface Governed {
  readonly ingress: boolean
  readonly egress: boolean
}

/**
 * What `types` says; `rules` are the numbers of rules. Missing, it is filled in by those who create a policy, so a manifest gets
 * what they would write; an object that was stored without governs both directions.
 * Source: api/pkg/defaults/networkpolicy.go, felix/calc/policy_sorter.go ExtractPolicyMetadata (projectcalico/calico).
 */
export function readGoverned(
  resource: Resource,
  spec: Fields,
  rules: { readonly ingress: number; readonly egress: number },
): Governed {
  const { reading } = resource
  const types = textsOf(reading, spec.types, 'spec.types')
  const governed = types.length > 0 ? listed(resource, types) : missing(resource, rules)
  for (const direction of ['ingress', 'egress'] as const) {
    if (rules[direction] > 0 && !governed[direction]) {
      const type = direction === 'ingress' ? 'Ingress' : 'Egress'
      warn(reading, `spec.${direction}`, `these rules have no effect: \`${type}\` is not in \`spec.types\``)
    }
  }
  return governed
}

function listed(resource: Resource, types: readonly string[]): Governed {
  const { reading } = resource
  for (const [at, type] of types.entries()) {
    if (type !== 'Ingress' && type !== 'Egress') {
      warn(reading, `spec.types[${at}]`, `expected Ingress or Egress, not ${told(type)}`)
    } else if (types.indexOf(type) < at) warn(reading, `spec.types[${at}]`, `${told(type)} stands there twice`)
  }
  // Calico lowers the case before it compares.
  const lower = types.map((type) => type.toLowerCase())
  return { ingress: lower.includes('ingress'), egress: lower.includes('egress') }
}

function missing(resource: Resource, rules: { readonly ingress: number; readonly egress: number }): Governed {
  if (resource.isStored || resource.form === 'v1') {
    const how = resource.isStored ? 'stored' : 'written to crd.projectcalico.org/v1'
    warn(resource.reading, 'spec.types', `${how} without \`types\`, the policy governs both directions`)
    return { ingress: true, egress: true }
  }
  return { ingress: rules.ingress > 0 || rules.egress === 0, egress: rules.egress > 0 }
}

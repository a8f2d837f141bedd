import type { Change } from '../model/cluster.ts'
import { defaultTierOrder } from '../model/tier.ts'
import { changeOf } from './change-of.ts'
import type { Resource } from './metadata.ts'
import { fieldsOf, numberOf, textOf, told, warn } from './reading.ts'

/** A Tier. Whatever its default action is, only `Pass` passes.
 * Source: libcalico-go/lib/backend/syncersv1/updateprocessors/tierprocessor.go ConvertTierV3ToV1Value (projectcalico/calico). */
export function decodeTier(resource: Resource): Change {
  const { reading, name } = resource
  const spec = fieldsOf(reading, resource.fields.spec, 'spec')
  const order = numberOf(reading, spec.order, 'spec.order') ?? defaultTierOrder
  const action = textOf(reading, spec.defaultAction, 'spec.defaultAction')
  if (action !== null && action !== 'Pass' && action !== 'Deny') {
    warn(reading, 'spec.defaultAction', `expected Pass or Deny, not ${told(action)}; Calico takes it for Deny`)
  }
  warnOfTier(resource, order, action ?? 'Deny')
  return changeOf(resource, 'tiers', name, {
    name,
    order,
    defaultAction: action === 'Pass' ? 'Pass' : 'Deny',
    origin: 'stored',
  })
}

/** What the tiers every cluster has must be. Source: api/pkg/apis/projectcalico/v3/tier.go (projectcalico/calico). */
const builtIn: Readonly<Record<string, { readonly order: number; readonly action: string }>> = {
  default: { order: 1_000_000, action: 'Deny' },
  'kube-admin': { order: 1_000, action: 'Pass' },
  'kube-baseline': { order: 10_000_000, action: 'Pass' },
}

function warnOfTier({ reading, name }: Resource, order: number, action: string): void {
  if (name.length > 63 || name.includes('.')) {
    warn(reading, 'metadata.name', `expected at most 63 letters, digits and \`-\`, not ${told(name)}`)
  }
  const wanted = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined
  if (wanted === undefined) return
  if (order !== wanted.order)
    warn(reading, 'spec.order', `expected \`${wanted.order}\` for this tier, not \`${order}\``)
  if (action !== wanted.action) {
    warn(reading, 'spec.defaultAction', `expected ${wanted.action} for this tier, not ${told(action)}`)
  }
}

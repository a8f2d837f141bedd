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
  return changeOf(resource, 'tiers', name, {
    name,
    order,
    defaultAction: action === 'Pass' ? 'Pass' : 'Deny',
    origin: 'stored',
  })
}

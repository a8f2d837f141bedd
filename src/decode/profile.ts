import type { Change } from '../model/cluster.ts'
import { changeOf } from './change-of.ts'
import { type Resource, readLabels } from './metadata.ts'
import { fieldsOf } from './reading.ts'
import { readRules } from './rule.ts'

/** A Profile. Its rules see the whole cluster, as those of a cluster-wide policy do.
 * Source: libcalico-go/lib/backend/syncersv1/updateprocessors/profileprocessor.go (projectcalico/calico). */
export function decodeProfile(resource: Resource): Change {
  const { reading, name } = resource
  const spec = fieldsOf(reading, resource.fields.spec, 'spec')
  const rules = (direction: 'ingress' | 'egress') =>
    readRules({ reading, direction, namespace: null, pathOf: (at) => `spec.${direction}[${at}]` }, spec[direction])
  return changeOf(resource, 'profiles', name, {
    name,
    labels: readLabels(reading, spec.labelsToApply, 'spec.labelsToApply'),
    ingress: rules('ingress'),
    egress: rules('egress'),
  })
}

import type { Change } from '../model/cluster.ts'
import { changeOf, namespaceOf } from './change-of.ts'
import { namespaceLabel } from './entity-rule.ts'
import { type Resource, readLabels } from './metadata.ts'
import { readNets } from './nets.ts'
import { fieldsOf, textsOf, warn } from './reading.ts'
import { warnOfPatterns } from './rule-warnings.ts'
import { warnOfUnknown } from './unknown-fields.ts'

const knownFields = new Set(['nets', 'allowedEgressDomains'])

/** A NetworkSet or GlobalNetworkSet. The labels Calico Enterprise adds (its name and kind) are not among the labels here: they
 * depend on the cluster.
 * Source: libcalico-go/lib/backend/syncersv1/updateprocessors/networksetprocessor.go (projectcalico/calico). */
export function decodeNetworkSet(resource: Resource): Change {
  const { reading, name, metadata, kind } = resource
  const namespace = kind === 'NetworkSet' ? namespaceOf(resource) : null
  const key = namespace === null ? `set:${name}` : `set:${namespace}/${name}`
  const spec = fieldsOf(reading, resource.fields.spec, 'spec')
  warnOfUnknown(reading, spec, 'spec', knownFields)
  const own = readLabels(reading, metadata.labels, 'metadata.labels')
  if (own[namespaceLabel] !== undefined && own[namespaceLabel] !== namespace) {
    warn(
      reading,
      `metadata.labels[${namespaceLabel}]`,
      "this label is Calico's own: selectors may take the set for another",
    )
  }
  const labels = namespace === null ? own : Object.assign(Object.create(null), own, { [namespaceLabel]: namespace })
  const domains = textsOf(reading, spec.allowedEgressDomains, 'spec.allowedEgressDomains')
  warnOfPatterns(reading, domains, 'spec.allowedEgressDomains')
  return changeOf(resource, 'networkSets', key, {
    key,
    namespace,
    name,
    labels,
    nets: readNets(reading, spec.nets, 'spec.nets', 'address'),
    domains,
  })
}

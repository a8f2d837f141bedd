import type { Change } from '../model/cluster.ts'
import { changeOf, namespaceOf } from './change-of.ts'
import type { Resource } from './metadata.ts'
import { addressesOf } from './nets.ts'
import { isFields, listOf, textOf } from './reading.ts'

/** The label that says whose backends a slice holds. */
export const serviceNameLabel = 'kubernetes.io/service-name'

/** An EndpointSlice. Ports without a number and what is no address give nothing.
 * Source: felix/serviceindex/serviceindex.go membersFromEndpointSlice (projectcalico/calico). */
export function decodeEndpointSlice(resource: Resource): Change {
  const { reading, name, fields, metadata } = resource
  const namespace = namespaceOf(resource)
  const key = `${namespace}/${name}`
  const labels = isFields(metadata.labels) ? metadata.labels : {}
  const service = textOf(reading, labels[serviceNameLabel], `metadata.labels[${serviceNameLabel}]`)
  const endpoints = listOf(reading, fields.endpoints, 'endpoints')
  const texts = endpoints.flatMap((entry) =>
    isFields(entry) && Array.isArray(entry.addresses) ? entry.addresses.filter((text) => typeof text === 'string') : [],
  )
  return changeOf(resource, 'endpointSlices', key, {
    key,
    namespace,
    service,
    addresses: addressesOf(texts),
    ports: listOf(reading, fields.ports, 'ports').flatMap((entry, at) => {
      if (!isFields(entry) || typeof entry.port !== 'number') return []
      const protocol = textOf(reading, entry.protocol, `ports[${at}].protocol`) ?? 'TCP'
      return [{ name: textOf(reading, entry.name, `ports[${at}].name`), protocol, port: entry.port }]
    }),
  })
}

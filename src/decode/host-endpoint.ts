import type { Change } from '../model/cluster.ts'
import type { NamedPort } from '../model/endpoint.ts'
import { changeOf } from './change-of.ts'
import { type Resource, readLabels } from './metadata.ts'
import { addressesOf } from './nets.ts'
import { readProtocol } from './protocol.ts'
import { drop, fieldsOf, integerOf, listOf, type Reading, refuse, textOf, textsOf, told, warn } from './reading.ts'

/** A HostEndpoint.
 * Source: libcalico-go/lib/backend/syncersv1/updateprocessors/hostendpointprocessor.go (projectcalico/calico). */
export function decodeHostEndpoint(resource: Resource): Change {
  const { reading, name, metadata } = resource
  const key = `hep:${name}`
  const spec = fieldsOf(reading, resource.fields.spec, 'spec')
  const node = textOf(reading, spec.node, 'spec.node')
  if (node === null) refuse(reading, 'spec.node', 'expected the name of a node')
  const interfaceName = textOf(reading, spec.interfaceName, 'spec.interfaceName')
  const written = textsOf(reading, spec.expectedIPs, 'spec.expectedIPs')
  if (interfaceName === null && written.length === 0) {
    warn(reading, 'spec', 'expected `interfaceName` or `expectedIPs`; this host endpoint stands for no interface')
  }
  for (const [at, text] of written.entries()) {
    if (addressesOf([text]).length === 0)
      drop(reading, `spec.expectedIPs[${at}]`, `expected an address, not ${told(text)}`)
  }
  return changeOf(resource, 'hostEndpoints', key, {
    type: 'host',
    key,
    name,
    labels: readLabels(reading, metadata.labels, 'metadata.labels'),
    profiles: textsOf(reading, spec.profiles, 'spec.profiles'),
    node: node ?? '',
    interfaceName,
    addresses: addressesOf(written),
    namedPorts: listOf(reading, spec.ports, 'spec.ports').flatMap(
      (entry, at) => readNamedPort(reading, entry, `spec.ports[${at}]`) ?? [],
    ),
  })
}

function readNamedPort(reading: Reading, value: unknown, path: string): NamedPort | null {
  const fields = fieldsOf(reading, value, path)
  const name = textOf(reading, fields.name, `${path}.name`)
  const protocol = readProtocol(reading, fields.protocol, `${path}.protocol`)
  const port = integerOf(reading, fields.port, `${path}.port`)
  if (name === null || protocol === null || port === null) {
    drop(reading, path, 'expected `name`, `protocol` and `port`')
    return null
  }
  return { name, protocol: protocol.text, port }
}

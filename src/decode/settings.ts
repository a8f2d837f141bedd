import type { Change } from '../model/cluster.ts'
import type { FailsafePort, FelixSettings } from '../model/settings.ts'
import { changeOf } from './change-of.ts'
import type { Resource } from './metadata.ts'
import { cidrOf } from './nets.ts'
import { protocolNamed } from './protocol.ts'
import {
  booleanOf,
  drop,
  type Fields,
  fieldsOf,
  integerOf,
  isFields,
  listOf,
  type Reading,
  textOf,
  told,
} from './reading.ts'

/** A FelixConfiguration: what of it changes verdicts. */
export function decodeFelixConfiguration(resource: Resource): Change {
  const { reading, name } = resource
  const spec = fieldsOf(reading, resource.fields.spec, 'spec')
  const flag = (field: string) => booleanOf(reading, spec[field], `spec.${field}`)
  const spoofing = textOf(reading, spec.workloadSourceSpoofing, 'spec.workloadSourceSpoofing')
  return changeOf(resource, 'felixSettings', name, {
    defaultEndpointToHostAction: hostAction(reading, spec.defaultEndpointToHostAction),
    failsafeInbound: failsafePorts(reading, spec, 'failsafeInboundHostPorts'),
    failsafeOutbound: failsafePorts(reading, spec, 'failsafeOutboundHostPorts'),
    allowVxlanFromWorkloads: flag('allowVXLANPacketsFromWorkloads'),
    allowIpipFromWorkloads: flag('allowIPIPPacketsFromWorkloads'),
    vxlanPort: integerOf(reading, spec.vxlanPort, 'spec.vxlanPort'),
    bpfEnabled: flag('bpfEnabled'),
    allowSourceSpoofing: spoofing === null ? null : spoofing === 'Any',
  })
}

function hostAction(reading: Reading, value: unknown): FelixSettings['defaultEndpointToHostAction'] {
  const path = 'spec.defaultEndpointToHostAction'
  const text = textOf(reading, value, path)
  const action = (['Drop', 'Accept', 'Return'] as const).find((known) => known.toLowerCase() === text?.toLowerCase())
  if (text !== null && action === undefined) drop(reading, path, `expected Drop, Accept or Return, not ${told(text)}`)
  return action ?? null
}

/** Null where none are written; an empty list means that no port is open. */
function failsafePorts(reading: Reading, spec: Fields, field: string): readonly FailsafePort[] | null {
  if (spec[field] === undefined || spec[field] === null) return null
  return listOf(reading, spec[field], `spec.${field}`).flatMap((entry, at) => {
    const path = `spec.${field}[${at}]`
    const fields = fieldsOf(reading, entry, path)
    const protocol = protocolNamed(textOf(reading, fields.protocol, `${path}.protocol`) ?? 'TCP')
    const port = integerOf(reading, fields.port, `${path}.port`)
    const written = textOf(reading, fields.net, `${path}.net`)
    const net = written === null ? null : cidrOf(written)
    if (protocol === null || port === null || (written !== null && net === null)) {
      drop(reading, path, 'expected `protocol` TCP, UDP or SCTP, `port`, and a CIDR if there is a `net`')
      return []
    }
    return [{ protocol, port, net }]
  })
}

/** A ClusterInformation. */
export function decodeClusterInformation(resource: Resource): Change {
  const spec = isFields(resource.fields.spec) ? resource.fields.spec : {}
  const text = (field: string) => textOf(resource.reading, spec[field], `spec.${field}`)
  return changeOf(resource, 'clusterInformation', resource.name, {
    calicoVersion: text('calicoVersion'),
    enterpriseVersion: text('cnxVersion'),
    clusterName: text('clusterName'),
    clusterType: text('clusterType'),
  })
}

import type { Change } from '../model/cluster.ts'
import type { ServicePort } from '../model/service.ts'
import { changeOf, namespaceOf } from './change-of.ts'
import { type Resource, readLabels } from './metadata.ts'
import { addressesOf } from './nets.ts'
import { fieldsOf, integerOf, isFields, listOf, type Reading, textOf, textsOf } from './reading.ts'

/** A Service. */
export function decodeService(resource: Resource): Change {
  const { reading, name, fields } = resource
  const namespace = namespaceOf(resource)
  const key = `${namespace}/${name}`
  const spec = fieldsOf(reading, fields.spec, 'spec')
  const single = textOf(reading, spec.clusterIP, 'spec.clusterIP')
  const listed = textsOf(reading, spec.clusterIPs, 'spec.clusterIPs')
  const selector = readLabels(reading, spec.selector, 'spec.selector')
  return changeOf(resource, 'services', key, {
    key,
    namespace,
    name,
    // `None` of a headless service is no address and falls out.
    clusterIps: addressesOf(listed.length > 0 ? listed : single === null ? [] : [single]),
    externalIps: addressesOf([
      ...textsOf(reading, spec.externalIPs, 'spec.externalIPs'),
      ...loadBalancerIps(fieldsOf(reading, fields.status, 'status').loadBalancer),
    ]),
    ports: listOf(reading, spec.ports, 'spec.ports').flatMap(
      (entry, at) => readPort(reading, entry, `spec.ports[${at}]`) ?? [],
    ),
    selector: Object.keys(selector).length === 0 ? null : selector,
  })
}

function loadBalancerIps(loadBalancer: unknown): readonly string[] {
  if (!isFields(loadBalancer) || !Array.isArray(loadBalancer.ingress)) return []
  const entries: readonly unknown[] = loadBalancer.ingress
  return entries.flatMap((entry) => (isFields(entry) && typeof entry.ip === 'string' ? [entry.ip] : []))
}

function readPort(reading: Reading, value: unknown, path: string): ServicePort | null {
  const fields = fieldsOf(reading, value, path)
  const port = integerOf(reading, fields.port, `${path}.port`)
  if (port === null) return null
  return {
    name: textOf(reading, fields.name, `${path}.name`),
    protocol: textOf(reading, fields.protocol, `${path}.protocol`) ?? 'TCP',
    port,
    targetPort: targetOf(reading, fields.targetPort, `${path}.targetPort`) ?? port,
    nodePort: integerOf(reading, fields.nodePort, `${path}.nodePort`),
  }
}

/** YAML often quotes a port number; no container port is named by digits alone. */
function targetOf(reading: Reading, value: unknown, path: string): number | string | null {
  if (typeof value === 'number') return value === 0 ? null : value
  const text = textOf(reading, value, path)
  return text !== null && /^\d{1,5}$/.test(text) ? Number(text) : text
}

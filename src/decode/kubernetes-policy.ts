import { formatCidr } from '../model/address.ts'
import type { Change } from '../model/cluster.ts'
import { readStagedAction } from './calico-policy.ts'
import { namespaceOf } from './change-of.ts'
import { type Converted, type ConvertedEntity, type ConvertedRule, convertedPolicy } from './converted-policy.ts'
import { groupPorts, type KubernetesPort } from './kubernetes-ports.ts'
import { labelSelectorText } from './label-selector.ts'
import type { Resource } from './metadata.ts'
import { cidrOf } from './nets.ts'
import { kubernetesPortOf } from './ports.ts'
import {
  drop,
  type Fields,
  fieldsOf,
  integerOf,
  listOf,
  type Reading,
  refuse,
  textOf,
  textsOf,
  told,
  warn,
} from './reading.ts'
import { warnOfUnknown } from './unknown-fields.ts'

/** A NetworkPolicy of networking.k8s.io. */
export function decodeNetworkPolicy(resource: Resource): Change {
  const spec = fieldsOf(resource.reading, resource.fields.spec, 'spec')
  const converted = convertNetworkPolicy(resource.reading, spec, resource.isStored ? 'as-stored' : 'defaulted')
  const ref = {
    apiGroup: 'networking.k8s.io',
    kind: 'NetworkPolicy',
    tier: 'default',
    namespace: namespaceOf(resource),
    name: resource.name,
  } as const
  return convertedPolicy(resource, ref, converted, null)
}

/** A StagedKubernetesNetworkPolicy. No one fills in its `policyTypes`. */
export function decodeStagedKubernetesPolicy(resource: Resource): Change {
  const spec = fieldsOf(resource.reading, resource.fields.spec, 'spec')
  const { stagedAction: _, ...policy } = spec
  const converted = convertNetworkPolicy(resource.reading, policy, 'as-stored')
  const ref = {
    apiGroup: 'projectcalico.org',
    kind: 'StagedKubernetesNetworkPolicy',
    tier: 'default',
    namespace: namespaceOf(resource),
    name: resource.name,
  } as const
  return convertedPolicy(resource, ref, converted, readStagedAction(resource.reading, spec))
}

const specFields = new Set(['podSelector', 'policyTypes', 'ingress', 'egress'])

/**
 * The Calico policy a NetworkPolicy of Kubernetes is turned into. A manifest gets the `policyTypes` an API server would fill in.
 * Source: libcalico-go/lib/backend/k8s/conversion/conversion.go K8sNetworkPolicyToCalico (projectcalico/calico).
 */
export function convertNetworkPolicy(reading: Reading, spec: Fields, types: 'as-stored' | 'defaulted'): Converted {
  warnOfUnknown(reading, spec, 'spec', specFields)
  const ingress = convertRules(reading, spec.ingress, 'ingress')
  const egress = convertRules(reading, spec.egress, 'egress')
  return {
    spec: {
      tier: 'default',
      order: 1000,
      selector: labelSelectorText(reading, spec.podSelector, 'spec.podSelector', 'pod'),
      types: typesOf(reading, spec, types),
      ingress: ingress.map(({ rule }) => rule),
      egress: egress.map(({ rule }) => rule),
    },
    from: { ingress: ingress.map(({ from }) => from), egress: egress.map(({ from }) => from) },
  }
}

function typesOf(reading: Reading, spec: Fields, types: 'as-stored' | 'defaulted'): readonly ('Ingress' | 'Egress')[] {
  const written = textsOf(reading, spec.policyTypes, 'spec.policyTypes')
  const hasEgress = Array.isArray(spec.egress) && spec.egress.length > 0
  for (const [at, type] of written.entries()) {
    if (type !== 'Ingress' && type !== 'Egress') {
      warn(reading, `spec.policyTypes[${at}]`, `expected Ingress or Egress, not ${told(type)}`)
    }
  }
  const egress = written.includes('Egress') || (written.length === 0 && hasEgress && types === 'defaulted')
  const ingress = written.includes('Ingress') || written.length === 0 || !egress
  if (hasEgress && !egress) {
    warn(reading, 'spec.egress', 'these rules have no effect: `Egress` is not in `spec.policyTypes`')
  }
  if (Array.isArray(spec.ingress) && spec.ingress.length > 0 && !ingress) {
    warn(reading, 'spec.ingress', 'these rules have no effect: `Ingress` is not in `spec.policyTypes`')
  }
  return [...(ingress ? ['Ingress' as const] : []), ...(egress ? ['Egress' as const] : [])]
}

interface RuleFrom {
  readonly rule: ConvertedRule
  /** The number of the Kubernetes rule it comes from. */
  readonly from: number
}

function convertRules(reading: Reading, value: unknown, direction: 'ingress' | 'egress'): readonly RuleFrom[] {
  const rules = listOf(reading, value, `spec.${direction}`)
  return rules.flatMap((entry, from) =>
    convertRule(reading, entry, `spec.${direction}[${from}]`, direction).map((rule) => ({ rule, from })),
  )
}

function convertRule(
  reading: Reading,
  value: unknown,
  path: string,
  direction: 'ingress' | 'egress',
): readonly ConvertedRule[] {
  const peersField = direction === 'ingress' ? 'from' : 'to'
  const fields = fieldsOf(reading, value, path)
  warnOfUnknown(reading, fields, path, new Set(['ports', peersField]))
  const ports = listOf(reading, fields.ports, `${path}.ports`).map((entry, at) =>
    readPort(reading, entry, `${path}.ports[${at}]`),
  )
  const written = listOf(reading, fields[peersField], `${path}.${peersField}`)
  const peers: readonly ConvertedEntity[] =
    written.length === 0 ? [{}] : written.map((peer, at) => readPeer(reading, peer, `${path}.${peersField}[${at}]`))
  const readable = ports.filter((port) => port !== null)
  // One port that is none takes the whole rule away.
  if (readable.length < ports.length) return []
  return groupPorts(readable).flatMap((group) =>
    peers.map((peer): ConvertedRule => {
      const protocol = group.protocol === null ? {} : { protocol: group.protocol }
      const onPorts = group.ports === null ? {} : { ports: group.ports }
      return direction === 'ingress'
        ? { action: 'Allow', ...protocol, source: peer, destination: onPorts }
        : { action: 'Allow', ...protocol, destination: { ...peer, ...onPorts } }
    }),
  )
}

const portFields = new Set(['protocol', 'port', 'endPort'])

/** Null for a port that cannot be read, which is reported. */
function readPort(reading: Reading, value: unknown, path: string): KubernetesPort | null {
  const fields = fieldsOf(reading, value, path)
  warnOfUnknown(reading, fields, path, portFields)
  const protocol = textOf(reading, fields.protocol, `${path}.protocol`) ?? 'TCP'
  if (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') {
    refuse(reading, `${path}.protocol`, `expected TCP, UDP or SCTP, not ${told(protocol)}`)
  }
  if (fields.port === undefined || fields.port === null) return { protocol, port: null }
  const written = portText(reading, fields, path)
  const port = written === null ? null : kubernetesPortOf(written)
  if (port !== null) return { protocol, port }
  drop(reading, path, `expected a port, not ${told(written ?? fields.port)}; Calico drops the whole rule`)
  return null
}

function portText(reading: Reading, { port, endPort }: Fields, path: string): string | null {
  if (typeof port !== 'string' && typeof port !== 'number') return null
  const last = integerOf(reading, endPort, `${path}.endPort`)
  return last === null ? String(port) : `${port}:${last}`
}

const peerFields = new Set(['podSelector', 'namespaceSelector', 'ipBlock'])

/** Source: libcalico-go/lib/backend/k8s/conversion/conversion.go k8sPeerToCalicoFields (projectcalico/calico). */
export function readPeer(reading: Reading, value: unknown, path: string): ConvertedEntity {
  const fields = fieldsOf(reading, value, path)
  warnOfUnknown(reading, fields, path, peerFields)
  if (fields.ipBlock !== undefined && fields.ipBlock !== null) {
    if (fields.podSelector !== undefined || fields.namespaceSelector !== undefined) {
      warn(reading, path, 'beside `ipBlock` the selectors have no effect')
    }
    return readBlock(reading, fieldsOf(reading, fields.ipBlock, `${path}.ipBlock`), `${path}.ipBlock`)
  }
  const selector = labelSelectorText(reading, fields.podSelector, `${path}.podSelector`, 'pod')
  const inNamespaces = labelSelectorText(reading, fields.namespaceSelector, `${path}.namespaceSelector`, 'namespace')
  return inNamespaces === '' ? { selector } : { selector, namespaceSelector: inNamespaces }
}

function readBlock(reading: Reading, fields: Fields, path: string): ConvertedEntity {
  const net = netOf(textOf(reading, fields.cidr, `${path}.cidr`))
  if (net === null) {
    drop(reading, `${path}.cidr`, `expected a CIDR, not ${told(fields.cidr)}; Calico takes the peer for any address`)
    return {}
  }
  const notNets: string[] = []
  for (const [at, text] of textsOf(reading, fields.except, `${path}.except`).entries()) {
    const except = netOf(text)
    if (except === null) {
      drop(
        reading,
        `${path}.except[${at}]`,
        `expected a CIDR, not ${told(text)}; Calico leaves it and all that follow out`,
      )
      break
    }
    notNets.push(except)
  }
  return notNets.length === 0 ? { nets: [net] } : { nets: [net], notNets }
}

/** A CIDR in its one spelling; a bare address is none here. */
function netOf(text: string | null): string | null {
  const cidr = text?.includes('/') === true ? cidrOf(text) : null
  return cidr === null ? null : formatCidr(cidr)
}

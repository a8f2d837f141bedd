import { formatCidr } from '../model/address.ts'
import type { Change } from '../model/cluster.ts'
import type { PolicyKind, PolicyRef } from '../model/policy.ts'
import { adminPortOf, clusterPortOf } from './cluster-policy-ports.ts'
import { type Converted, type ConvertedEntity, type ConvertedRule, convertedPolicy } from './converted-policy.ts'
import { groupPorts, type KubernetesPort } from './kubernetes-ports.ts'
import { labelSelectorText } from './label-selector.ts'
import type { Resource } from './metadata.ts'
import { cidrOf } from './nets.ts'
import {
  drop,
  type Fields,
  fieldsOf,
  integerOf,
  isFields,
  listOf,
  type Reading,
  refuse,
  textOf,
  told,
} from './reading.ts'

/** How the kinds of policy.networking.k8s.io differ. */
interface Dialect {
  /** The word for allowing. */
  readonly accept: string
  /** The field of a rule that lists ports. */
  readonly ports: string
  readonly portOf: (reading: Reading, fields: Fields, path: string) => KubernetesPort | string
}

const clusterDialect: Dialect = { accept: 'Accept', ports: 'protocols', portOf: clusterPortOf }
const adminDialect: Dialect = { accept: 'Allow', ports: 'ports', portOf: adminPortOf }

/** A ClusterNetworkPolicy. */
export function decodeClusterNetworkPolicy(resource: Resource): Change {
  const spec = fieldsOf(resource.reading, resource.fields.spec, 'spec')
  return policyOf(resource, 'ClusterNetworkPolicy', convertClusterPolicy(resource.reading, spec))
}

/**
 * The Calico policy a ClusterNetworkPolicy is turned into.
 * Source: libcalico-go/lib/backend/k8s/conversion/clusternetworkpolicy.go K8sClusterNetworkPolicyToCalico (projectcalico/calico).
 */
export function convertClusterPolicy(reading: Reading, spec: Fields): Converted {
  if (spec.tier !== 'Admin' && spec.tier !== 'Baseline') {
    refuse(reading, 'spec.tier', `expected Admin or Baseline, not ${told(spec.tier)}`)
  }
  const tier = spec.tier === 'Baseline' ? 'kube-baseline' : 'kube-admin'
  return convert(reading, spec, clusterDialect, { tier, order: priorityOf(reading, spec) })
}

/** An AdminNetworkPolicy, as releases 3.29 to 3.31 read it.
 * Source: libcalico-go/lib/backend/k8s/conversion/conversion.go at v3.31.0 (projectcalico/calico). */
export function decodeAdminNetworkPolicy(resource: Resource): Change {
  const { reading } = resource
  const spec = fieldsOf(reading, resource.fields.spec, 'spec')
  const place = { tier: 'adminnetworkpolicy', order: priorityOf(reading, spec) }
  return policyOf(resource, 'AdminNetworkPolicy', convert(reading, spec, adminDialect, place))
}

/** A BaselineAdminNetworkPolicy, as releases 3.30 and 3.31 read it. */
export function decodeBaselineAdminNetworkPolicy(resource: Resource): Change {
  const { reading } = resource
  const spec = fieldsOf(reading, resource.fields.spec, 'spec')
  const place = { tier: 'baselineadminnetworkpolicy', order: 1000 }
  return policyOf(resource, 'BaselineAdminNetworkPolicy', convert(reading, spec, adminDialect, place))
}

function priorityOf(reading: Reading, spec: Fields): number {
  const priority = integerOf(reading, spec.priority, 'spec.priority')
  if (priority === null && reading.refused === null)
    refuse(reading, 'spec.priority', 'expected a whole number, not nothing')
  return priority ?? 0
}

type Place = { readonly tier: string; readonly order: number }

function convert(reading: Reading, spec: Fields, dialect: Dialect, place: Place): Converted {
  const ingress = convertRules(reading, spec, 'ingress', dialect)
  const egress = convertRules(reading, spec, 'egress', dialect)
  return {
    spec: {
      ...place,
      ...subjectOf(reading, spec),
      types: [...(ingress.length > 0 ? ['Ingress' as const] : []), ...(egress.length > 0 ? ['Egress' as const] : [])],
      ingress: ingress.map(({ rule }) => rule),
      egress: egress.map(({ rule }) => rule),
    },
    from: { ingress: ingress.map(({ from }) => from), egress: egress.map(({ from }) => from) },
  }
}

function policyOf(resource: Resource, kind: PolicyKind, converted: Converted): Change {
  const { tier } = converted.spec
  const ref: PolicyRef = { apiGroup: 'policy.networking.k8s.io', kind, tier, namespace: null, name: resource.name }
  return convertedPolicy(resource, ref, converted, null)
}

function subjectOf(reading: Reading, spec: Fields): { readonly selector: string; readonly namespaceSelector: string } {
  const subject = fieldsOf(reading, spec.subject, 'spec.subject')
  if (isFields(subject.pods) && !isFields(subject.namespaces)) return podsOf(reading, subject.pods, 'spec.subject.pods')
  if (!isFields(subject.namespaces)) refuse(reading, 'spec.subject', 'expected `namespaces` or `pods`')
  return {
    selector: labelSelectorText(reading, null, 'spec.subject', 'pod'),
    namespaceSelector: labelSelectorText(reading, subject.namespaces, 'spec.subject.namespaces', 'namespace'),
  }
}

function podsOf(
  reading: Reading,
  pods: Fields,
  path: string,
): { readonly selector: string; readonly namespaceSelector: string } {
  return {
    selector: labelSelectorText(reading, pods.podSelector, `${path}.podSelector`, 'pod'),
    namespaceSelector: labelSelectorText(
      reading,
      pods.namespaceSelector ?? {},
      `${path}.namespaceSelector`,
      'namespace',
    ),
  }
}

interface RuleFrom {
  readonly rule: ConvertedRule
  readonly from: number
}

function convertRules(
  reading: Reading,
  spec: Fields,
  direction: 'ingress' | 'egress',
  dialect: Dialect,
): readonly RuleFrom[] {
  return listOf(reading, spec[direction], `spec.${direction}`).flatMap((entry, from) => {
    const path = `spec.${direction}[${from}]`
    const fields = fieldsOf(reading, entry, path)
    const rules = convertRule(reading, fields, path, { direction, dialect })
    if (typeof rules !== 'string') return rules.map((rule) => ({ rule, from }))
    // What would deny or pass and cannot be converted denies everything instead; what would allow is left out.
    const denies = fields.action === 'Deny' || fields.action === 'Pass'
    drop(reading, path, `${rules}; Calico ${denies ? 'denies everything here instead' : 'leaves the rule out'}`)
    return denies ? [{ rule: { action: 'Deny' }, from }] : []
  })
}

interface RuleKind {
  readonly direction: 'ingress' | 'egress'
  readonly dialect: Dialect
}

/** The rules of Calico, or why there are none. */
function convertRule(
  reading: Reading,
  fields: Fields,
  path: string,
  { direction, dialect }: RuleKind,
): readonly ConvertedRule[] | string {
  const action = fields.action === dialect.accept ? 'Allow' : fields.action
  if (action !== 'Allow' && action !== 'Deny' && action !== 'Pass') {
    return `expected the action ${dialect.accept}, Deny or Pass, not ${told(fields.action)}`
  }
  const ports = listOf(reading, fields[dialect.ports], `${path}.${dialect.ports}`).map((entry, at) => {
    const here = `${path}.${dialect.ports}[${at}]`
    return dialect.portOf(reading, fieldsOf(reading, entry, here), here)
  })
  const field = direction === 'ingress' ? 'from' : 'to'
  const peers = listOf(reading, fields[field], `${path}.${field}`).map((entry, at) => {
    const here = `${path}.${field}[${at}]`
    return peerOf(reading, fieldsOf(reading, entry, here), here, direction)
  })
  const unreadable = [...ports, ...peers].find((part) => typeof part === 'string')
  if (unreadable !== undefined) return unreadable
  const name = textOf(reading, fields.name, `${path}.name`)
  const groups = groupPorts(ports.filter((port) => typeof port !== 'string'))
  return groups.flatMap((group) =>
    peers
      .filter((peer) => typeof peer !== 'string')
      .map((peer): ConvertedRule => {
        const onPorts = group.ports === null ? {} : { ports: group.ports }
        return {
          action,
          ...(group.protocol === null || group.protocol === '' ? {} : { protocol: group.protocol }),
          ...(name === null ? {} : { metadata: { annotations: { name } } }),
          ...(direction === 'ingress'
            ? { source: peer, destination: onPorts }
            : { destination: { ...peer, ...onPorts } }),
        }
      }),
  )
}

/** A peer, or why it cannot be converted. */
function peerOf(
  reading: Reading,
  fields: Fields,
  path: string,
  direction: 'ingress' | 'egress',
): ConvertedEntity | string {
  let peer: ConvertedEntity | null = null
  if (isFields(fields.namespaces)) {
    peer = { namespaceSelector: labelSelectorText(reading, fields.namespaces, `${path}.namespaces`, 'namespace') }
  }
  if (isFields(fields.pods)) peer = podsOf(reading, fields.pods, `${path}.pods`)
  const networks = direction === 'egress' ? listOf(reading, fields.networks, `${path}.networks`) : []
  if (networks.length > 0) {
    const nets: string[] = []
    for (const entry of networks) {
      const cidr = typeof entry === 'string' && entry.includes('/') ? cidrOf(entry) : null
      if (cidr === null) return `expected a CIDR, not ${told(entry)}`
      nets.push(formatCidr(cidr))
    }
    peer = { ...peer, nets }
  }
  return peer ?? `expected ${direction === 'egress' ? '`namespaces`, `pods` or `networks`' : '`namespaces` or `pods`'}`
}

import type { ClusterIndex } from '../../engine/cluster-index.ts'
import { formatCidr } from '../../model/address.ts'
import { parseSelector } from '../../model/selector-parser.ts'
import type { Service } from '../../model/service.ts'
import { grouped } from '../../text/list.ts'
import { ruleWords } from '../../text/rule.ts'
import { selectorText } from '../../text/selector.ts'
import { span } from '../../text/styled.ts'
import { orNone, policyEntry } from './endpoint.ts'
import { endpointEntry, labelItems, limited, networkSetEntry } from './endpoints.ts'
import { blank, entry, fact, heading, type Item, text } from './item.ts'
import { rulesFinding } from './used-by.ts'

/** What a selector over effective labels matches now. */
export function selectorItems(index: ClusterIndex, selector: string, most: number): readonly Item[] {
  const parsed = parseSelector(selector)
  if (parsed.type === 'syntax-problem') return [text(`${parsed.message} at column ${parsed.column}`, 0, 'problem')]
  const { endpoints, networkSets } = index.select(parsed)
  return [
    text(selectorText(parsed), 2, 'strong'),
    blank,
    heading('ENDPOINTS', grouped(endpoints.length)),
    ...orNone(
      limited(endpoints, most, (one) => endpointEntry(index, one)),
      'none has these labels now',
    ),
    blank,
    heading('NETWORK SETS', grouped(networkSets.length)),
    ...orNone(limited(networkSets, most, networkSetEntry), 'none'),
  ]
}

/** Nobody reads more rules than these. */
const mostRules = 500

/** A network set: labels, the rules that find it, addresses and domains. */
export function networkSetItems(index: ClusterIndex, key: string, most: number): readonly Item[] {
  const set = index.cluster.networkSets.get(key)
  if (set === undefined) return [gone(key)]
  return [
    fact('kind', set.namespace === null ? 'GlobalNetworkSet' : 'NetworkSet'),
    ...(set.namespace === null ? [] : [fact('namespace', set.namespace, { type: 'namespace', name: set.namespace })]),
    blank,
    heading('LABELS', 'rules find it by these'),
    ...orNone(labelItems(index.labelsOf(set)), 'none'),
    blank,
    heading('RULES', 'that find it by its labels'),
    ...orNone(rulesFinding(index, set, Math.min(most, mostRules)), 'none: it has no effect now'),
    blank,
    heading('NETS', grouped(set.nets.length)),
    ...orNone(
      limited(set.nets, most, (net) => text(formatCidr(net))),
      'none',
    ),
    ...(set.domains.length === 0
      ? []
      : [
          blank,
          heading('DOMAINS', 'Calico Enterprise and Cloud only'),
          ...limited(set.domains, most, (one) => text(one)),
        ]),
  ]
}

/** A namespace: labels, policies, endpoints, service accounts. */
export function namespaceItems(index: ClusterIndex, name: string, most: number): readonly Item[] {
  const { cluster } = index
  const namespace = cluster.namespaces.get(name)
  const pods = [...(cluster.endpoints.get(name)?.values() ?? [])]
  const policies = index.tiers.flatMap((tier) => tier.policies.filter((policy) => policy.ref.namespace === name))
  const sets = [...cluster.networkSets.values()].filter((set) => set.namespace === name)
  return [
    ...(namespace === undefined ? [text('only mentioned: the snapshot has no such object', 0, 'unknown'), blank] : []),
    heading('LABELS', 'its pods inherit them as pcns.…'),
    ...orNone(labelItems(namespace?.labels ?? {}), 'none'),
    blank,
    heading('POLICIES', policies.length === 0 ? '' : grouped(policies.length)),
    ...orNone(
      limited(policies, most, (policy) => policyEntry(policy, false)),
      'none of its own; global ones may apply',
    ),
    blank,
    heading('ENDPOINTS', pods.length === 0 ? '' : grouped(pods.length)),
    ...orNone(
      limited(pods, most, (pod) => endpointEntry(index, pod)),
      'none',
    ),
    ...(sets.length === 0 ? [] : [blank, heading('NETWORK SETS'), ...limited(sets, most, networkSetEntry)]),
  ]
}

/** A service account: labels and the pods that run as it. */
export function accountItems(index: ClusterIndex, key: string, most: number): readonly Item[] {
  const account = index.cluster.serviceAccounts.get(key)
  const [namespace = '', name = ''] = key.split('/')
  const pods = [...(index.cluster.endpoints.get(namespace)?.values() ?? [])].filter(
    (pod) => pod.serviceAccount === name,
  )
  return [
    ...(account === undefined ? [text('only mentioned: the snapshot has no such object', 0, 'unknown'), blank] : []),
    fact('namespace', namespace, { type: 'namespace', name: namespace }),
    blank,
    heading('LABELS', 'its pods inherit them as pcsa.…'),
    ...orNone(labelItems(account?.labels ?? {}), 'none'),
    blank,
    heading('ENDPOINTS', `${pods.length} run as it`),
    ...orNone(
      limited(pods, most, (pod) => endpointEntry(index, pod)),
      'none',
    ),
  ]
}

/** A service: addresses, ports, and the pods its selector finds. */
export function serviceItems(index: ClusterIndex, key: string, most: number): readonly Item[] {
  const service = index.cluster.services.get(key)
  if (service === undefined) return [gone(key)]
  const backends = backendsOf(index, service)
  return [
    fact('namespace', service.namespace, { type: 'namespace', name: service.namespace }),
    fact('cluster IP', service.clusterIps.length === 0 ? 'none: headless' : service.clusterIps.join(', ')),
    ...(service.externalIps.length === 0 ? [] : [fact('external', service.externalIps.join(', '))]),
    blank,
    heading('PORTS', 'policy sees the port of the pod'),
    ...orNone(
      service.ports.map((port) => text(portWords(port))),
      'none',
    ),
    blank,
    heading('BACKENDS', service.selector === null ? 'no selector' : `${backends.length} by label`),
    ...orNone(
      limited(backends, most, (pod) => endpointEntry(index, pod)),
      'none',
    ),
  ]
}

function portWords(port: Service['ports'][number]): string {
  const name = port.name === null ? '' : `${port.name}  `
  const node = port.nodePort === null ? '' : `  node port ${port.nodePort}`
  return `${name}${port.protocol} ${port.port} → ${port.targetPort}${node}`
}

function backendsOf(index: ClusterIndex, service: Service) {
  const wanted = Object.entries(service.selector ?? {})
  if (wanted.length === 0) return []
  const pods = [...(index.cluster.endpoints.get(service.namespace)?.values() ?? [])]
  return pods.filter((pod) => wanted.every(([label, value]) => pod.labels[label] === value))
}

/** A profile: the rules that decide when no tier does. */
export function profileItems(index: ClusterIndex, name: string): readonly Item[] {
  const profile = index.profile(name)
  const rules = (direction: 'ingress' | 'egress') => [
    blank,
    heading(direction.toUpperCase()),
    ...orNone(
      profile[direction].map((rule, at) => text([span(` ${at} `, 'faint'), ...ruleWords(rule, direction)], 3)),
      'no rules: what comes here is denied unless another profile allows it',
    ),
  ]
  return [
    text(
      'Profiles are asked when no tier decided. A pod has that of its namespace, which allows everything.',
      0,
      'faint',
    ),
    ...rules('ingress'),
    ...rules('egress'),
    blank,
    heading('LABELS', 'passed on to its endpoints'),
    ...orNone(labelItems(Object.fromEntries(Object.entries(profile.labels))), 'none'),
  ]
}

function gone(name: string): Item {
  return entry([span(`${name} is not there any more`, 'faint')], null)
}

import { compareBytes } from '../model/bytes.ts'
import type { HostNetworkPod, WorkloadEndpoint } from '../model/endpoint.ts'
import { labelsLookup } from '../model/selector-match.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { type Asked, noSuch, onePeer, type Resolved, unresolved } from './reference.ts'

/** A pod with an identity in policy, or one on its node's network. */
type Pod = WorkloadEndpoint | HostNetworkPod

/** The pod of a name, else a pod of the workload of this name: by its owner, else by `generateName`; the first by name. */
export function podOrWorkload(asked: Asked, namespace: string, name: string): Resolved {
  const { index } = asked
  const pod = index.endpoint(`${namespace}/${name}`) ?? index.cluster.hostNetworkPods.get(`${namespace}/${name}`)
  if (pod !== undefined && pod !== null && !('interfaceName' in pod)) return onePod(asked, pod)
  const pods = podsIn(index, namespace)
  const owned = pods.filter(({ workload }) => workload?.name === name)
  const generated = pods.filter((each) => 'generateName' in each && isGeneratedBy(name, each.generateName))
  const found = owned.length > 0 ? owned : generated
  if (found.length > 0) return firstOf(asked, found)
  return missing(asked, namespace, name)
}

/** A pod with all of some labels, `KEY=VALUE,…`; the first by name. */
export function podWithLabels(asked: Asked, namespace: string, labels: string): Resolved {
  const wanted = labels.split(',').map((pair) => {
    const at = pair.indexOf('=')
    return at < 0 ? { key: pair, value: null } : { key: pair.slice(0, at), value: pair.slice(at + 1) }
  })
  const odd = wanted.find(({ key, value }) => key === '' || value === null)
  if (odd !== undefined) return unresolved(`\`${asked.reference}\`: expected \`KEY=VALUE\` between commas`, [])
  const found = podsIn(asked.index, namespace).filter((pod) => {
    const label = labelsLookup(pod.labels)
    return wanted.every(({ key, value }) => label(key) === value)
  })
  return found.length > 0 ? firstOf(asked, found) : missing(asked, namespace, labels)
}

/** The name of a Deployment's pods begins with its own and that of a ReplicaSet, of others with their own. */
function isGeneratedBy(workload: string, generateName: string | null): boolean {
  if (generateName === null || !generateName.startsWith(`${workload}-`)) return false
  return /^([a-z0-9]+-)?$/.test(generateName.slice(workload.length + 1))
}

function podsIn({ cluster }: ClusterIndex, namespace: string): readonly Pod[] {
  const policed = [...(cluster.endpoints.get(namespace)?.values() ?? [])]
  const onHosts = [...cluster.hostNetworkPods.values()].filter((pod) => pod.namespace === namespace)
  return [...policed, ...onHosts]
}

/** The first by name, unless policy could tell the pods apart. */
function firstOf(asked: Asked, pods: readonly Pod[]): Resolved {
  const sorted = [...pods].sort((a, b) => compareBytes(a.name, b.name))
  const [first] = sorted
  if (first === undefined) throw new Error('no pod to choose from')
  const looks = new Set(sorted.map((pod) => asked.index.lookOf(pod)))
  if (looks.size === 1) return onePod(asked, first)
  const keys = sorted.map(({ key }) => key)
  return unresolved(`\`${asked.reference}\` are pods that differ in what policy sees: name one of them`, keys)
}

function onePod(asked: Asked, pod: Pod): Resolved {
  const { port, reference, protocol } = asked
  const peer = peerOf(pod)
  if (typeof port !== 'string') return onePeer(asked, pod.key, peer)
  const named = pod.containerPorts.filter(({ name }) => name === port)
  const found =
    named.find((each) => protocol === null || each.protocol.toUpperCase() === protocol.toUpperCase()) ?? named[0]
  if (found === undefined) {
    const names = pod.containerPorts.flatMap(({ name }) => name ?? [])
    return unresolved(`\`${reference}\` has no port named \`${port}\``, names)
  }
  const told = { peer, port: found.port, protocol: found.protocol, name: pod.key, original: null }
  return { type: 'peers', peers: [told] }
}

/** A pod on its node's network is its node's address. */
function peerOf(pod: Pod) {
  const ip = pod.addresses[0] ?? null
  if ('node' in pod && 'profiles' in pod) return { type: 'endpoint', key: pod.key, ip } as const
  return { type: 'address', ip, domain: null } as const
}

function missing({ index, reference }: Asked, namespace: string, name: string): Resolved {
  if (index.cluster.pendingPods.has(`${namespace}/${name}`))
    return unresolved(`pod \`${namespace}/${name}\` has no address yet: no policy applies to it before it has one`, [])
  const pods = podsIn(index, namespace)
  if (pods.length === 0) {
    const namespaces = new Set([...index.cluster.endpoints.keys(), ...index.cluster.namespaces.keys()])
    if (!namespaces.has(namespace)) return noSuch('namespace', namespace, namespace, namespaces)
    return unresolved(`namespace \`${namespace}\` has no pods`, [])
  }
  const workloads = pods.flatMap(({ workload }) => (workload === null ? [] : `${namespace}/${workload.name}`))
  return noSuch('pod or workload', reference, `${namespace}/${name}`, [...workloads, ...pods.map(({ key }) => key)])
}

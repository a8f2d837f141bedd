import { compareBytes } from '../model/bytes.ts'
import type { Change, Cluster } from '../model/cluster.ts'
import type { WorkloadEndpoint } from '../model/endpoint.ts'
import { changeOf, namespaceOf, problemChange } from './change-of.ts'
import { type Resource, readResource } from './metadata.ts'
import { freeAddresses } from './planned-addresses.ts'
import { planSlices } from './planned-slices.ts'
import { hasAddress, podLabels, podProfiles, readContainerPorts } from './pod.ts'
import { type Fields, fieldsOf, integerOf, isFields, type Reading, textOf, warn } from './reading.ts'

/** More pods of one workload are not planned: they would all look the same. */
const mostReplicas = 50

const workloadKinds: ReadonlySet<string> = new Set([
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'apps/ReplicaSet',
  'batch/Job',
  'batch/CronJob',
  '/ReplicationController',
])

/**
 * True for an object from whose template pods can be planned, and for a Pod that only stands in a manifest. `decode` passes over
 * these without counting them.
 */
export function isWorkload(resource: unknown): boolean {
  if (!isFields(resource) || typeof resource.kind !== 'string') return false
  const version = typeof resource.apiVersion === 'string' ? resource.apiVersion : ''
  const group = version.slice(0, Math.max(0, version.indexOf('/')))
  if (group === '' && resource.kind === 'Pod') return isManifest(resource)
  return workloadKinds.has(`${group}/${resource.kind}`)
}

/** A pod that no API server has stored and no network has given an address. One on its node's network needs none. */
function isManifest(pod: Fields): boolean {
  const isOnHost = isFields(pod.spec) && pod.spec.hostNetwork === true
  return !isStored(pod) && !isOnHost && !hasAddress(pod)
}

function isStored(object: Fields): boolean {
  const metadata = isFields(object.metadata) ? object.metadata : {}
  return typeof metadata.uid === 'string' || typeof metadata.resourceVersion === 'string'
}

/** True when nothing is to be planned whatever else the cluster holds: API servers stored the workloads, and pods were observed. */
export function isObserved(workloads: readonly unknown[], hasPods: boolean): boolean {
  return hasPods && workloads.every((workload) => isFields(workload) && isStored(workload))
}

/**
 * Pods for workloads of which the cluster holds none, marked as planned, with invented addresses out of 100.64.0.0/10; and slices of
 * the services that select them. A workload that an API server has stored gets pods only when no pod at all was observed: where
 * others were, it has none. Gives the same for the same objects, in whatever order they come.
 */
export function planPods(workloads: readonly unknown[], cluster: Cluster): readonly Change[] {
  const read = workloads
    .filter(isFields)
    .filter(isWorkload)
    .map((fields) => readResource(withName(fields), null))
  // A later object replaces an earlier one of the same name.
  const resources = [...new Map(read.map((resource) => [keyOf(resource), resource])).values()].sort((one, other) =>
    compareBytes(keyOf(one), keyOf(other)),
  )
  const plan: Plan = {
    cluster,
    observed: observedIn(cluster),
    names: new Set(resources.map(keyOf)),
    next: freeAddresses(cluster),
  }
  const planned = new Map<string, Change>()
  for (const resource of resources) for (const change of podsOf(resource, plan)) planned.set(change.key, change)
  const changes = [...planned.values()]
  const pods = changes.flatMap((change) => (change.type === 'endpoints' ? (change.value ?? []) : []))
  return [...changes, ...planSlices(pods, cluster)]
}

interface Plan {
  readonly cluster: Cluster
  readonly observed: Observed
  /** `keyOf` all workloads at hand. */
  readonly names: ReadonlySet<string>
  /** The next address nobody has; null when there is none left. */
  readonly next: () => string | null
}

interface Observed {
  readonly pods: ReadonlySet<string>
  /** `keyOf` the workloads they belong to. */
  readonly workloads: ReadonlySet<string>
}

function observedIn(cluster: Cluster): Observed {
  const pods = new Set<string>()
  const workloads = new Set<string>()
  const see = (pod: Pick<WorkloadEndpoint, 'key' | 'namespace' | 'workload'>) => {
    pods.add(pod.key)
    if (pod.workload !== null) workloads.add(`${pod.namespace}/${pod.workload.kind}/${pod.workload.name}`)
  }
  for (const ofNamespace of cluster.endpoints.values())
    for (const pod of ofNamespace.values()) if (!pod.planned) see(pod)
  for (const pod of cluster.hostNetworkPods.values()) see(pod)
  return { pods, workloads }
}

function keyOf(resource: Resource): string {
  return `${namespaceOf(resource)}/${resource.kind}/${resource.name}`
}

/** A manifest may leave the end of its name to the API server. */
function withName(fields: Fields): Fields {
  const metadata = isFields(fields.metadata) ? fields.metadata : {}
  if (typeof metadata.name === 'string' || typeof metadata.generateName !== 'string') return fields
  return { ...fields, metadata: { ...metadata, name: metadata.generateName.replace(/[-.]+$/, '') } }
}

function podsOf(resource: Resource, plan: Plan): readonly Change[] {
  const { reading, fields, kind, name } = resource
  if (plan.observed.workloads.has(keyOf(resource)) || (resource.isStored && plan.observed.pods.size > 0)) return []
  if (isOwned(resource, plan)) return []
  if (reading.refused !== null) return [problemChange(reading)]
  const spec = fieldsOf(reading, fields.spec, 'spec')
  const template = templateOf(resource, spec)
  const podSpec = fieldsOf(reading, template.spec, 'spec.template.spec')
  if (podSpec.hostNetwork === true) return []
  const metadata = fieldsOf(reading, template.metadata, 'spec.template.metadata')
  const labels = fieldsOf(reading, metadata.labels, 'spec.template.metadata.labels')
  const pods: Change[] = []
  for (const place of placesOf(resource, spec, plan)) {
    const namespace = namespaceOf(resource)
    const key = `${namespace}/${place.name}`
    if (plan.observed.pods.has(key)) continue
    const address = plan.next()
    if (address === null) {
      warn(reading, null, 'too many pods: no more are planned')
      break
    }
    const account = textOf(reading, podSpec.serviceAccountName, 'spec.template.spec.serviceAccountName') ?? 'default'
    const ports = readContainerPorts(reading, podSpec)
    const pod: WorkloadEndpoint = {
      type: 'workload',
      key,
      namespace,
      name: place.name,
      labels: podLabels(reading, { ...labels, ...place.labels }, namespace, account),
      profiles: podProfiles(namespace, account),
      serviceAccount: account,
      node: place.node,
      addresses: [address],
      namedPorts: ports.named,
      containerPorts: ports.all,
      workload: kind === 'Pod' ? null : { kind, name },
      generateName: null,
      planned: true,
      spoofsSource: false,
    }
    pods.push(changeOf(resource, 'endpoints', key, pod))
  }
  return pods
}

/** A ReplicaSet of a Deployment at hand, a Job of a CronJob: its pods are planned from that one. */
function isOwned({ metadata, namespace }: Resource, plan: Plan): boolean {
  if (!Array.isArray(metadata.ownerReferences)) return false
  return metadata.ownerReferences
    .filter(isFields)
    .some((owner) => plan.names.has(`${namespace ?? 'default'}/${owner.kind}/${owner.name}`))
}

function templateOf({ reading, fields, kind }: Resource, spec: Fields): Fields {
  if (kind === 'Pod') return fields
  if (kind !== 'CronJob') return fieldsOf(reading, spec.template, 'spec.template')
  const job = fieldsOf(reading, spec.jobTemplate, 'spec.jobTemplate')
  return fieldsOf(
    reading,
    fieldsOf(reading, job.spec, 'spec.jobTemplate.spec').template,
    'spec.jobTemplate.spec.template',
  )
}

/** One pod to be: its name, its node where that is known, and the labels its controller gives it. */
interface Place {
  readonly name: string
  readonly node: string | null
  readonly labels: Readonly<Record<string, string>>
}

function placesOf({ reading, kind, name }: Resource, spec: Fields, plan: Plan): readonly Place[] {
  switch (kind) {
    case 'Pod':
      return [{ name, node: textOf(reading, spec.nodeName, 'spec.nodeName'), labels: {} }]
    case 'DaemonSet': {
      const nodes = [...plan.cluster.nodes.keys()].sort(compareBytes)
      if (nodes.length === 0) return [{ name: `${name}-plan-0`, node: null, labels: {} }]
      return nodes.map((node, at) => ({ name: `${name}-plan-${at}`, node, labels: {} }))
    }
    case 'StatefulSet':
      return numbered(replicasOf(reading, spec, 'replicas'), (at) => ({
        name: `${name}-${at}`,
        node: null,
        labels: { 'statefulset.kubernetes.io/pod-name': `${name}-${at}`, 'apps.kubernetes.io/pod-index': `${at}` },
      }))
    case 'Job': {
      const labels = { 'batch.kubernetes.io/job-name': name, 'job-name': name }
      return numbered(replicasOf(reading, spec, 'parallelism'), (at) => ({
        name: `${name}-plan-${at}`,
        node: null,
        labels,
      }))
    }
    case 'CronJob':
      return [{ name: `${name}-plan-0`, node: null, labels: {} }]
    default:
      return numbered(replicasOf(reading, spec, 'replicas'), (at) => ({
        name: `${name}-plan-${at}`,
        node: null,
        labels: {},
      }))
  }
}

function numbered(count: number, place: (at: number) => Place): readonly Place[] {
  return Array.from({ length: count }, (_, at) => place(at))
}

/** One unless written. */
function replicasOf(reading: Reading, spec: Fields, field: string): number {
  const wanted = integerOf(reading, spec[field], `spec.${field}`) ?? 1
  if (wanted > mostReplicas) warn(reading, `spec.${field}`, `only ${mostReplicas} of \`${wanted}\` pods are planned`)
  return Math.max(0, Math.min(wanted, mostReplicas))
}

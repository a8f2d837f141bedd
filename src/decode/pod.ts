import type { Change } from '../model/cluster.ts'
import type { ContainerPort, NamedPort, Workload } from '../model/endpoint.ts'
import type { Labels } from '../model/selector.ts'
import { bounded } from './bounded.ts'
import { changeOf, namespaceOf } from './change-of.ts'
import { namespaceLabel, serviceAccountLabel } from './entity-rule.ts'
import { type Resource, readLabels } from './metadata.ts'
import { addressesOf } from './nets.ts'
import { type Fields, fieldsOf, isFields, listOf, type Reading, refuse, textOf, told } from './reading.ts'

/**
 * A Pod: an endpoint with its identity in policy, or a pod on its node's network. One that has finished or has no address yet is
 * no endpoint.
 * Source: libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go (projectcalico/calico).
 */
export function decodePod(resource: Resource): Change {
  const { reading, fields, name } = resource
  const namespace = namespaceOf(resource)
  const key = `${namespace}/${name}`
  const spec = fieldsOf(reading, fields.spec, 'spec')
  const status = fieldsOf(reading, fields.status, 'status')
  const addresses = podAddresses(resource.annotations, status)
  const ports = readContainerPorts(reading, spec)
  const workload = workloadOf(resource)
  const node = textOf(reading, spec.nodeName, 'spec.nodeName')
  if (spec.hostNetwork === true) {
    const labels = readLabels(reading, resource.metadata.labels, 'metadata.labels')
    const value = { key, namespace, name, node, addresses, labels, workload, containerPorts: ports.all }
    return changeOf(resource, 'hostNetworkPods', key, isFinished(resource, status) ? null : value)
  }
  if (isFinished(resource, status)) return changeOf(resource, 'endpoints', key, null)
  if (addresses.length === 0) return changeOf(resource, 'pendingPods', key, { key, namespace, name })
  const serviceAccount = textOf(reading, spec.serviceAccountName, 'spec.serviceAccountName')
  return changeOf(resource, 'endpoints', key, {
    type: 'workload',
    key,
    namespace,
    name,
    labels: podLabels(reading, resource.metadata.labels, namespace, serviceAccount),
    profiles: podProfiles(namespace, serviceAccount),
    serviceAccount,
    node,
    addresses,
    namedPorts: ports.named,
    containerPorts: ports.all,
    workload,
    generateName: textOf(reading, resource.metadata.generateName, 'metadata.generateName'),
    planned: resource.annotations[plannedAnnotation] === 'true',
    spoofsSource: spoofsSource(resource),
  })
}

/** A text that is not even longer than a name or a list of addresses; what is worse is passed over. */
function textIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 1024 ? value : null
}

/** Set on a pod of a saved snapshot that was planned from a workload's template, not observed. */
export const plannedAnnotation = 'calico-tui/planned'
/** Lists the foreign source addresses a pod may use. */
export const spoofingAnnotation = 'cni.projectcalico.org/allowedSourcePrefixes'

const annotated = {
  ip: 'cni.projectcalico.org/podIP',
  ips: 'cni.projectcalico.org/podIPs',
  amazonIps: 'vpc.amazonaws.com/pod-ips',
}

/** Source: libcalico-go/lib/backend/k8s/conversion/conversion.go IsFinished (projectcalico/calico). */
function isFinished({ metadata, annotations }: Resource, status: Fields): boolean {
  const { phase } = status
  if (phase === 'Failed' || phase === 'Succeeded' || phase === 'Completed') return true
  if (metadata.deletionTimestamp === undefined || metadata.deletionTimestamp === null) return false
  return annotations[annotated.ip] === '' || annotations[annotated.amazonIps] === ''
}

/** The addresses of the first source that has any.
 * Source: libcalico-go/lib/backend/k8s/conversion/conversion.go getPodIPs (projectcalico/calico). */
function podAddresses(annotations: Fields, status: Fields): readonly string[] {
  const listed: readonly unknown[] = Array.isArray(status.podIPs) ? status.podIPs : []
  const texts: string[] = []
  for (const entry of listed) {
    const text = isFields(entry) ? textIn(entry.ip) : null
    if (text !== null) texts.push(text)
  }
  if (texts.length > 0) return addressesOf(texts)
  const single = textIn(status.podIP)
  if (single !== null) return addressesOf([single])
  for (const source of [annotated.ips, annotated.ip, annotated.amazonIps]) {
    const text = textIn(annotations[source])
    if (text !== null) return addressesOf(text.split(',', 16))
  }
  return []
}

/** True when some source tells an address of the pod. */
export function hasAddress(pod: Fields): boolean {
  const { annotations } = isFields(pod.metadata) ? pod.metadata : {}
  return podAddresses(isFields(annotations) ? annotations : {}, isFields(pod.status) ? pod.status : {}).length > 0
}

/** Pods that are alike come together. Where each has labels of its own, what is kept of those that are gone is kept for nothing. */
const mostAlike = 4_000
const knownLabels = bounded<Labels>(mostAlike)

/** The pod's labels without those that would impersonate a profile, with the ones Calico adds; equal ones are shared. */
export function podLabels(reading: Reading, value: unknown, namespace: string, account: string | null): Labels {
  const fields = fieldsOf(reading, value, 'metadata.labels')
  const key = labelsKey(fields)
  const make = () => ownLabels(reading, fields, namespace, account)
  return key === null ? make() : knownLabels(`${namespace}/${account?.length}/${account}${key}`, make)
}

/** A text that is equal for equal labels only: the lengths keep names and values apart. Null for what cannot all be labels. */
function labelsKey(fields: Fields): string | null {
  let key = ''
  for (const name of Object.keys(fields)) {
    const text = fields[name]
    if (typeof text !== 'string' || text.length > 256 || name.length > 512) return null
    key += `/${name.length}.${text.length}/${name}${text}`
  }
  return key
}

function ownLabels(reading: Reading, fields: Fields, namespace: string, account: string | null): Labels {
  const labels: Record<string, string> = Object.create(null)
  const own = readLabels(reading, fields, 'metadata.labels')
  for (const name of Object.keys(own)) {
    const text = own[name]
    if (text !== undefined && !name.startsWith('pcns.') && !name.startsWith('pcsa.')) labels[name] = text
  }
  labels[namespaceLabel] = namespace
  labels['projectcalico.org/orchestrator'] = 'k8s'
  if (account !== null) labels[serviceAccountLabel] = account
  return labels
}

const knownProfiles = bounded<readonly string[]>(mostAlike)

/** The profiles of a pod: its namespace's, then its service account's. */
export function podProfiles(namespace: string, account: string | null): readonly string[] {
  return knownProfiles(`${namespace}/${account}`, () =>
    account === null ? [`kns.${namespace}`] : [`kns.${namespace}`, `ksa.${namespace}.${account}`],
  )
}

interface Ports {
  readonly named: readonly NamedPort[]
  readonly all: readonly ContainerPort[]
}

const noPorts: Ports = { named: [], all: [] }
const knownPorts = bounded<Ports>(mostAlike)

/** The ports of all containers of a pod; equal ones are shared.
 * Source: libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go appendEndpointPorts (projectcalico/calico). */
export function readContainerPorts(reading: Reading, spec: Fields): Ports {
  const all: ContainerPort[] = []
  let key = ''
  for (const list of ['containers', 'initContainers']) {
    for (const container of listOf(reading, spec[list], `spec.${list}`)) {
      if (!isFields(container) || !Array.isArray(container.ports)) continue
      for (const entry of container.ports) {
        const port = containerPort(entry)
        if (port === null) continue
        all.push(port)
        key += `${port.protocol}/${port.port}/${port.name?.length}/${port.name}`
      }
    }
  }
  if (all.length === 0) return noPorts
  return knownPorts(key, () => ({
    all,
    named: all.flatMap((port) => (port.name === null ? [] : [{ ...port, name: port.name }])),
  }))
}

function containerPort(value: unknown): ContainerPort | null {
  if (!isFields(value)) return null
  const port = value.containerPort
  const protocol = typeof value.protocol === 'string' && value.protocol !== '' ? value.protocol.toUpperCase() : 'TCP'
  const isKnown = protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP'
  if (!isKnown || typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65535) return null
  return { name: textIn(value.name), protocol, port }
}

const knownWorkloads = bounded<Workload>(mostAlike)

/** The controller of a pod; for a ReplicaSet that bears a hash, the Deployment behind it. */
function workloadOf({ metadata }: Resource): Workload | null {
  if (!Array.isArray(metadata.ownerReferences)) return null
  const owners = metadata.ownerReferences.filter(isFields)
  const owner = owners.find((one) => one.controller === true) ?? owners[0]
  const kind = textIn(owner?.kind)
  const name = textIn(owner?.name)
  if (kind === null || name === null) return null
  const hash = isFields(metadata.labels) ? textIn(metadata.labels['pod-template-hash']) : null
  const isHashed = kind === 'ReplicaSet' && hash !== null && name.endsWith(`-${hash}`)
  const workload = isHashed ? { kind: 'Deployment', name: name.slice(0, -hash.length - 1) } : { kind, name }
  return knownWorkloads(`${workload.kind.length}/${workload.kind}${workload.name}`, () => workload)
}

/** Source: libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go (projectcalico/calico). */
function spoofsSource({ annotations, reading }: Resource): boolean {
  const text = annotations[spoofingAnnotation]
  if (typeof text !== 'string' || text === '') return false
  const path = `metadata.annotations[${spoofingAnnotation}]`
  try {
    const prefixes: unknown = JSON.parse(text)
    if (Array.isArray(prefixes)) return prefixes.length > 0
  } catch {
    // Said below: what does not parse is no list either.
  }
  refuse(reading, path, `expected a JSON list, not ${told(text)}; Calico makes no endpoint of the pod`)
  return false
}

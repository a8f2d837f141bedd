import type { AddressMap } from '../model/address-map.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Flow, FlowEndpoint } from '../model/flow.ts'
import { type Fields, isFields } from './reading.ts'

/** What is taken out of a snapshot that others may see. */
export interface Redaction {
  readonly addresses: AddressMap
  /** The effective labels (`pcns.`, `pcsa.` before those of namespaces and service accounts) that some selector mentions. */
  readonly mentioned: ReadonlySet<string>
}

/** The addresses that are of the cluster itself: pods, nodes, host endpoints, services. */
export function* insideAddresses(cluster: Cluster): Generator<string> {
  for (const pods of cluster.endpoints.values()) for (const pod of pods.values()) yield* pod.addresses
  for (const pod of cluster.hostNetworkPods.values()) yield* pod.addresses
  for (const endpoint of cluster.hostEndpoints.values()) yield* endpoint.addresses
  for (const node of cluster.nodes.values()) yield* node.addresses
  for (const service of cluster.services.values()) yield* service.clusterIps
}

/** An object of a saved snapshot without labels that no selector mentions, without annotations that play no part, and with other
 * addresses for those outside the cluster. No verdict changes by it. */
export function redactObject(object: Fields, redaction: Redaction): Fields {
  const { metadata, ...rest } = object
  const body = withAddresses(rest, redaction.addresses)
  const kept = isFields(body) ? body : {}
  return { ...withAppliedLabels(kept, redaction), metadata: redactMetadata(metadata, labelPrefix(object), redaction) }
}

/** A recorded flow, redacted likewise. */
export function redactFlow(flow: Flow, redaction: Redaction): Flow {
  return { ...flow, source: redactEnd(flow.source, redaction), destination: redactEnd(flow.destination, redaction) }
}

function redactEnd(end: FlowEndpoint, { addresses, mentioned }: Redaction): FlowEndpoint {
  return {
    ...end,
    ip: end.ip === null ? null : addresses.map(end.ip),
    labels: end.labels === null ? null : keptLabels(end.labels, '', mentioned),
  }
}

/** By which prefix selectors mention the labels of an object of this kind. */
function labelPrefix({ kind }: Fields): string {
  if (kind === 'Namespace') return 'pcns.'
  return kind === 'ServiceAccount' ? 'pcsa.' : ''
}

const structural = ['kubernetes.io/service-name', 'projectcalico.org/tier']
const keptAnnotations = /^projectcalico\.org\/metadata$|^cni\.projectcalico\.org\/|^calico-tui\//

function redactMetadata(metadata: unknown, prefix: string, redaction: Redaction): unknown {
  if (!isFields(metadata)) return metadata
  const { labels, annotations, ...rest } = metadata
  return {
    ...rest,
    ...(isFields(labels) && { labels: keptLabels(labels, prefix, redaction.mentioned) }),
    ...(isFields(annotations) && { annotations: redactAnnotations(annotations, prefix, redaction) }),
  }
}

function redactAnnotations(annotations: Fields, prefix: string, redaction: Redaction): Fields {
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(annotations)) {
    if (!keptAnnotations.test(key) || typeof value !== 'string') continue
    kept[key] = key === 'projectcalico.org/metadata' ? redactHidden(value, prefix, redaction) : value
  }
  return kept
}

/** The metadata that crd.projectcalico.org/v1 keeps in an annotation. */
function redactHidden(text: string, prefix: string, redaction: Redaction): string {
  try {
    return JSON.stringify(redactMetadata(JSON.parse(text), prefix, redaction))
  } catch {
    // Calico cannot read it either.
    return '{}'
  }
}

function keptLabels<Value>(
  labels: Readonly<Record<string, Value>>,
  prefix: string,
  mentioned: ReadonlySet<string>,
): Record<string, Value> {
  const isKept = (key: string) => mentioned.has(prefix + key) || structural.includes(key)
  return Object.fromEntries(Object.entries(labels).filter(([key]) => isKept(key)))
}

/** The labels a profile passes on are effective ones already. */
function withAppliedLabels(object: Fields, { mentioned }: Redaction): Fields {
  const { spec } = object
  if (!isFields(spec) || !isFields(spec.labelsToApply)) return object
  return { ...object, spec: { ...spec, labelsToApply: keptLabels(spec.labelsToApply, '', mentioned) } }
}

/** The value with every text in it that is an address or a block mapped. */
function withAddresses(value: unknown, addresses: AddressMap): unknown {
  if (typeof value === 'string') return /^[0-9a-f.:]+(\/\d+)?$/i.test(value) ? addresses.map(value) : value
  if (Array.isArray(value)) return value.map((entry) => withAddresses(entry, addresses))
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withAddresses(entry, addresses)]))
}

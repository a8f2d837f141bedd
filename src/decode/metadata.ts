import type { StoredForm } from '../model/cluster.ts'
import type { Origin } from '../model/problem.ts'
import type { Labels } from '../model/selector.ts'
import { visible } from '../model/visible.ts'
import { type Fields, fieldsOf, isFields, type Reading, refuse, startReading, told, warn } from './reading.ts'

/** An object of the Kubernetes API with what every kind has in common. */
export interface Resource {
  readonly reading: Reading
  /** As it was given. */
  readonly fields: Fields
  readonly kind: string
  /** The API group without its version; empty for the core one. */
  readonly group: string
  readonly form: StoredForm
  readonly name: string
  /** Null where none is written. */
  readonly namespace: string | null
  readonly metadata: Fields
  /** Labels and annotations as projectcalico.org/v3 has them; null where they were not asked for yet. */
  readonly annotations: Fields
  /** True for what an API server has stored: it defaulted what it defaults, and nothing else will. */
  readonly isStored: boolean
}

/** The annotation in which crd.projectcalico.org/v1 keeps the metadata of the v3 object. */
const hiddenMetadata = 'projectcalico.org/metadata'

/** What an object says about itself; its Problems are in `reading`. */
export function readResource(fields: Fields, origin: Origin | null): Resource {
  const apiVersion = typeof fields.apiVersion === 'string' ? fields.apiVersion : ''
  const kind = typeof fields.kind === 'string' ? fields.kind : ''
  const stored = isFields(fields.metadata) ? fields.metadata : {}
  const isV1 = apiVersion === 'crd.projectcalico.org/v1'
  const overlay = isV1 ? overlayOf(stored) : null
  const metadata = overlay === null ? stored : overlaid(stored, overlay)
  const namespace = typeof metadata.namespace === 'string' && metadata.namespace !== '' ? metadata.namespace : null
  const name = nameOf(fields, kind, overlay)
  const reading = startReading({ apiVersion, kind, namespace, name }, origin)
  if (apiVersion === '') refuse(reading, 'apiVersion', `expected a group and version, not ${told(fields.apiVersion)}`)
  if (name === '') refuse(reading, 'metadata.name', `expected a name, not ${told(stored.name)}`)
  else checkName(reading, name, 'metadata.name')
  if (namespace !== null) checkName(reading, namespace, 'metadata.namespace')
  return {
    reading,
    fields,
    kind,
    group: isV1 ? 'projectcalico.org' : apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/'))),
    form: isV1 ? 'v1' : 'v3',
    name,
    namespace,
    metadata,
    annotations: isFields(metadata.annotations) ? metadata.annotations : {},
    isStored: typeof metadata.uid === 'string' || typeof metadata.resourceVersion === 'string',
  }
}

const longestName = 253
const nameCharacters = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/

function checkName(reading: Reading, name: string, path: string): void {
  if (name.length > longestName) {
    refuse(reading, path, `expected at most ${longestName} characters, not ${name.length}: \`${visible(name, 40)}\``)
  } else if (name.includes('/') || name === '.' || name === '..') {
    refuse(reading, path, `expected a name that the API takes, not ${told(name)}`)
  } else if (!nameCharacters.test(name)) {
    warn(reading, path, `expected lower-case letters, digits, \`-\` and \`.\`, not ${told(name)}`)
  }
}

/** Source: libcalico-go/lib/backend/k8s/resources/resources.go ConvertK8sResourceToCalicoResource (projectcalico/calico). */
function overlayOf(metadata: Fields): Fields | null {
  if (!isFields(metadata.annotations)) return null
  const text = metadata.annotations[hiddenMetadata]
  if (typeof text !== 'string') return null
  try {
    const parsed: unknown = JSON.parse(text)
    return isFields(parsed) ? parsed : null
  } catch {
    return null
  }
}

function overlaid(stored: Fields, overlay: Fields): Fields {
  const annotations = merged(stored.annotations, overlay.annotations)
  delete annotations[hiddenMetadata]
  return { ...stored, labels: merged(stored.labels, overlay.labels), annotations }
}

function merged(under: unknown, over: unknown): Record<string, unknown> {
  return Object.assign(Object.create(null), isFields(under) ? under : null, isFields(over) ? over : null)
}

const renamedKinds = ['NetworkPolicy', 'GlobalNetworkPolicy', 'StagedNetworkPolicy', 'StagedGlobalNetworkPolicy']

/** The name the object has in projectcalico.org/v3.
 * Source: libcalico-go/lib/backend/k8s/resources/resources.go determinePolicyName (projectcalico/calico). */
function nameOf(fields: Fields, kind: string, overlay: Fields | null): string {
  const name = isFields(fields.metadata) && typeof fields.metadata.name === 'string' ? fields.metadata.name : ''
  if (overlay === null || !renamedKinds.includes(kind)) return name
  if (typeof overlay.name === 'string' && overlay.name !== '') return overlay.name
  const tier = isFields(fields.spec) ? fields.spec.tier : undefined
  const isDefault = tier === undefined || tier === null || tier === '' || tier === 'default'
  return isDefault && name.startsWith('default.') ? name.slice('default.'.length) : name
}

/** Labels as they are written. The result has no prototype: no label is inherited. */
export function readLabels(reading: Reading, value: unknown, path: string): Labels {
  const labels: Record<string, string> = Object.create(null)
  const fields = fieldsOf(reading, value, path)
  for (const key of Object.keys(fields)) {
    const text = fields[key]
    if (typeof text === 'string' && text.length <= longestLabel && key.length <= longestLabel) labels[key] = text
    else if (text === null) labels[key] = ''
    else refuseLabel(reading, `${path}[${visible(key, 60)}]`, text)
  }
  return labels
}

/** Far more than Kubernetes takes (63 for a value, 317 for a key). */
const longestLabel = 1024

function refuseLabel(reading: Reading, path: string, value: unknown): void {
  const isLong = typeof value === 'string'
  refuse(
    reading,
    path,
    isLong ? 'expected a label that the API takes, not one so long' : `expected a text in quotes, not ${told(value)}`,
  )
}

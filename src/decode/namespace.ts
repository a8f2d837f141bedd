import type { Change } from '../model/cluster.ts'
import { changeOf, namespaceOf } from './change-of.ts'
import { type Resource, readLabels } from './metadata.ts'

const nameLabel = 'kubernetes.io/metadata.name'

/** A Namespace. Kubernetes gives each the label of its name, so one from a file gets it too. */
export function decodeNamespace(resource: Resource): Change {
  const { name, reading, metadata } = resource
  const labels = readLabels(reading, metadata.labels, 'metadata.labels')
  const named = labels[nameLabel] === name ? labels : Object.assign(Object.create(null), labels, { [nameLabel]: name })
  return changeOf(resource, 'namespaces', name, { name, labels: named })
}

/** A ServiceAccount. */
export function decodeServiceAccount(resource: Resource): Change {
  const { name, reading, metadata } = resource
  const namespace = namespaceOf(resource)
  const key = `${namespace}/${name}`
  const labels = readLabels(reading, metadata.labels, 'metadata.labels')
  return changeOf(resource, 'serviceAccounts', key, { key, namespace, name, labels })
}

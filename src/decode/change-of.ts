import type { Change, Resources } from '../model/cluster.ts'
import type { WorkloadEndpoint } from '../model/endpoint.ts'
import { visible } from '../model/visible.ts'
import type { Resource } from './metadata.ts'
import type { Reading } from './reading.ts'

type Values = Resources & { readonly endpoints: WorkloadEndpoint }

/** The change that puts a value into the cluster, or a removal with Problems when the object cannot be used. */
export function changeOf<Type extends keyof Values>(
  resource: Resource,
  type: Type,
  key: string,
  value: Values[Type] | null,
): Change {
  const { form, reading } = resource
  const used = reading.refused === null ? value : null
  // `Change` lists each type with the value it has in `Values`.
  return { type, key, value: used, form, problems: reading.problems } as unknown as Change
}

/** The namespace of a namespaced object; `kubectl apply` takes `default` where none is written. */
export function namespaceOf(resource: Resource): string {
  return resource.namespace ?? 'default'
}

/** The Problems of something that has no name to keep them under. */
export function problemChange(reading: Reading): Change {
  const { resource, origin, problems } = reading
  const place = [origin?.file, origin?.document, origin?.line, resource.kind, resource.namespace, resource.name]
  const key = visible([...place, problems[0]?.message].join(' '), 500)
  return { type: 'problems', key, value: null, form: 'v3', problems }
}

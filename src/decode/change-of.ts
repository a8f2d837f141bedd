import type { Change, Resources } from '../model/cluster.ts'
import type { WorkloadEndpoint } from '../model/endpoint.ts'
import type { Resource } from './metadata.ts'

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

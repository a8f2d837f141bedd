import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { Policy } from '../model/policy.ts'
import type { Problem, ResourceRef } from '../model/problem.ts'
import { memoLast } from './memo.ts'
import type { ObjectRef } from './object.ts'

/** All Problems of a cluster, errors first. */
export const problemsOf = memoLast((index: ClusterIndex): readonly Problem[] => {
  const all = [...index.cluster.problems.values()].flat()
  return [...all.filter((one) => one.severity === 'error'), ...all.filter((one) => one.severity === 'warning')]
})

const byResource = memoLast((index: ClusterIndex): ReadonlyMap<string, readonly Problem[]> => {
  const found = new Map<string, Problem[]>()
  for (const problem of problemsOf(index)) {
    if (problem.resource === null) continue
    const key = resourceKey(problem.resource)
    const list = found.get(key)
    if (list === undefined) found.set(key, [problem])
    else list.push(problem)
  }
  return found
})

/** The Problems of one policy. */
export function problemsOfPolicy(index: ClusterIndex, policy: Policy): readonly Problem[] {
  const { apiGroup, kind, namespace, name } = policy.ref
  return byResource(index).get(resourceKey({ apiVersion: `${apiGroup}/`, kind, namespace, name })) ?? []
}

/** The object of the screen that a Problem is about, or null when it could not be read at all. */
export function objectOfProblem(index: ClusterIndex, problem: Problem): ObjectRef | null {
  if (problem.resource === null) return null
  const wanted = resourceKey(problem.resource)
  const { kind, namespace, name } = problem.resource
  const key = namespace === null ? name : `${namespace}/${name}`
  for (const [policy, { ref }] of index.cluster.policies) {
    const own = { apiVersion: `${ref.apiGroup}/`, kind: ref.kind, namespace: ref.namespace, name: ref.name }
    if (ref.name === name && resourceKey(own) === wanted) return { type: 'policy', key: policy }
  }
  return otherObject(index, kind, key)
}

function otherObject(index: ClusterIndex, kind: string, key: string): ObjectRef | null {
  const { cluster } = index
  switch (kind) {
    case 'Tier':
      return cluster.tiers.has(key) ? { type: 'tier', name: key } : null
    case 'Pod':
      return index.endpoint(key) === null ? null : { type: 'endpoint', key }
    case 'HostEndpoint':
      return index.endpoint(`hep:${key}`) === null ? null : { type: 'endpoint', key: `hep:${key}` }
    case 'NetworkSet':
    case 'GlobalNetworkSet':
      return cluster.networkSets.has(`set:${key}`) ? { type: 'network-set', key: `set:${key}` } : null
    case 'Namespace':
      return cluster.namespaces.has(key) ? { type: 'namespace', name: key } : null
    case 'ServiceAccount':
      return cluster.serviceAccounts.has(key) ? { type: 'service-account', key } : null
    case 'Service':
      return cluster.services.has(key) ? { type: 'service', key } : null
    case 'Profile':
      return cluster.profiles.has(key) ? { type: 'profile', name: key } : null
    default:
      return null
  }
}

/** The two API groups of Calico hold the same objects. */
function resourceKey(resource: ResourceRef): string {
  const group = (resource.apiVersion.split('/')[0] ?? '').replace('crd.projectcalico.org', 'projectcalico.org')
  return `${group}/${resource.kind}/${resource.namespace ?? ''}/${resource.name}`
}

import type { Cluster } from '../model/cluster.ts'
import type { WorkloadEndpoint } from '../model/endpoint.ts'
import type { EffectiveProfile } from './profiles.ts'
import type { Slice } from './shapes.ts'

/** How many names a note lists before it only counts. */
const most = 5

/** What had to be assumed about a cluster, since its namespaces, accounts, profiles, nodes or version were not read. */
export function assumedNotes(
  cluster: Cluster,
  profile: (name: string) => EffectiveProfile,
  slices: Iterable<Slice>,
): readonly string[] {
  const used = profilesUsed(cluster, slices)
  const assumed = used.filter((name) => profile(name).origin === 'assumed')
  const missing = used.filter((name) => profile(name).origin === 'missing')
  const namespaces = assumed.filter((name) => name.startsWith('kns.')).map((name) => name.slice(4))
  const accounts = assumed.filter((name) => name.startsWith('ksa.')).map((name) => name.slice(4).replace('.', '/'))
  return [
    ...podNotes(cluster),
    ...note('namespace', namespaces, `taken to have no labels but ${its(namespaces)} and the profile that allows`),
    ...note('service account', accounts, `taken to have no labels but ${its(accounts)}`),
    ...note('profile', missing, 'taken to deny, as Calico does'),
    ...(cluster.policies.size > 0 && cluster.clusterInformation.size === 0
      ? ['no ClusterInformation read: the rules of Calico 3.32 and later hold']
      : []),
  ]
}

function profilesUsed(cluster: Cluster, slices: Iterable<Slice>): readonly string[] {
  const used = new Set<string>()
  for (const slice of slices) {
    for (const { profiles } of slice.inherited) for (const name of profiles) used.add(name)
  }
  for (const set of cluster.networkSets.values()) if (set.namespace !== null) used.add(`kns.${set.namespace}`)
  return [...used]
}

interface PodCounts {
  readonly planned: number
  /** Observed, and without a node. */
  readonly placeless: number
}

/** Counts of the pods of one namespace, which clusters share as long as they do not change. */
const counted = new WeakMap<ReadonlyMap<string, WorkloadEndpoint>, PodCounts>()

function podNotes(cluster: Cluster): readonly string[] {
  let planned = 0
  let placeless = 0
  for (const pods of cluster.endpoints.values()) {
    const here = counted.get(pods) ?? countPods(pods)
    counted.set(pods, here)
    planned += here.planned
    placeless += here.placeless
  }
  const were = planned === 1 ? '1 pod was' : `${planned} pods were`
  const name = placeless === 1 ? '1 pod names' : `${placeless} pods name`
  return [
    ...(planned === 0 ? [] : [`${were} not observed but planned from workloads: names and addresses are invented`]),
    ...(placeless === 0 ? [] : [`${name} no node: each taken to be on one that is nobody else's`]),
  ]
}

function countPods(pods: ReadonlyMap<string, WorkloadEndpoint>): PodCounts {
  let planned = 0
  let placeless = 0
  for (const pod of pods.values()) {
    if (pod.planned) planned += 1
    else if (pod.node === null) placeless += 1
  }
  return { planned, placeless }
}

function its(names: readonly string[]): string {
  return names.length === 1 ? 'its name' : 'their names'
}

function note(kind: string, names: readonly string[], taken: string): readonly string[] {
  if (names.length === 0) return []
  const listed = names.slice(0, most).map((name) => `\`${name}\``)
  const more = names.length > most ? ` and ${names.length - most} more` : ''
  return [`${kind}${names.length > 1 ? 's' : ''} ${listed.join(', ')}${more} not read: ${taken}`]
}

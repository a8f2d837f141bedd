import type { Cluster } from '../model/cluster.ts'
import type { WorkloadEndpoint } from '../model/endpoint.ts'
import type { EffectiveProfile } from './profiles.ts'
import type { Slice } from './shapes.ts'

/** How many names a note lists before it only counts. */
const most = 5

/** What had to be assumed about endpoints, since their namespace, service account or profile was not read. */
export function assumedNotes(
  cluster: Cluster,
  profile: (name: string) => EffectiveProfile,
  slices: Iterable<Slice>,
): readonly string[] {
  const used = new Set<string>()
  for (const slice of slices) {
    for (const { profiles } of slice.inherited) for (const name of profiles) used.add(name)
  }
  for (const set of cluster.networkSets.values()) if (set.namespace !== null) used.add(`kns.${set.namespace}`)
  const assumed = [...used].filter((name) => profile(name).origin === 'assumed')
  const missing = [...used].filter((name) => profile(name).origin === 'missing')
  const namespaces = assumed.filter((name) => name.startsWith('kns.')).map((name) => name.slice(4))
  const accounts = assumed.filter((name) => name.startsWith('ksa.')).map((name) => name.slice(4).replace('.', '/'))
  return [
    ...plannedNote(cluster),
    ...note('namespace', namespaces, 'taken to have no labels but its name and the profile that allows'),
    ...note('service account', accounts, 'taken to have no labels but its name'),
    ...note('profile', missing, 'taken to deny, as Calico does'),
  ]
}

/** Counts by the endpoints of one namespace, which clusters share as long as they do not change. */
const planned = new WeakMap<ReadonlyMap<string, WorkloadEndpoint>, number>()

function plannedNote(cluster: Cluster): readonly string[] {
  let count = 0
  for (const pods of cluster.endpoints.values()) {
    let here = planned.get(pods)
    if (here === undefined) {
      here = 0
      for (const pod of pods.values()) if (pod.planned) here += 1
      planned.set(pods, here)
    }
    count += here
  }
  if (count === 0) return []
  const what = count === 1 ? '1 pod was' : `${count} pods were`
  return [`${what} not observed but planned from workloads: names and addresses are invented`]
}

function note(kind: string, names: readonly string[], taken: string): readonly string[] {
  if (names.length === 0) return []
  const listed = names.slice(0, most).map((name) => `\`${name}\``)
  const more = names.length > most ? ` and ${names.length - most} more` : ''
  return [`${kind}${names.length > 1 ? 's' : ''} ${listed.join(', ')}${more} not read: ${taken}`]
}

import type { Cluster } from '../../model/cluster.ts'
import { draftCluster, emptyCluster } from '../../model/cluster-changes.ts'
import { policyName } from '../../model/policy.ts'
import { listBundled, openSnapshot } from '../../sources/snapshot.ts'
import { type NameKind, nameKinds } from '../completion/table.ts'
import { exitCode } from '../failed.ts'
import { snapshotsFolder } from '../root.ts'
import type { World } from '../world.ts'

/** More than these no shell shows. */
const MOST = 2000

/**
 * `calico-tui __complete KIND CURRENT [WORDS...]`: the names of a kind that begin with the word under the cursor, one a line.
 * The words are the command line as far as it is typed. It never fails: a completion that knows nothing offers nothing.
 */
export async function complete([kind, current = '', ...words]: readonly string[], world: World): Promise<number> {
  const of = nameKinds.find((known) => known === kind)
  const found = of === undefined ? [] : await namesOf(of, words, world).catch(() => [])
  // Names that a shell would take apart, or a terminal obey, are left out.
  const good = found.filter((name) => name.startsWith(current) && /^[\w./:@=,*-]+$/.test(name))
  const lines = [...new Set(good)].sort().slice(0, MOST)
  if (lines.length > 0) await world.stdout.write(`${lines.join('\n')}\n`)
  return exitCode.done
}

async function namesOf(kind: NameKind, words: readonly string[], world: World): Promise<readonly string[]> {
  switch (kind) {
    case 'snapshots':
      return (await listBundled(snapshotsFolder())).map(({ name }) => name)
    case 'contexts':
      return contexts(words, world)
    case 'namespaces':
      return namespaces(await clusterOf(words, world))
    case 'sources':
      return sources(await clusterOf(words, world))
    case 'destinations':
      return destinations(await clusterOf(words, world))
    case 'policies':
      return [...(await clusterOf(words, world)).policies.values()].map(({ ref }) => policyName(ref))
  }
}

async function contexts(words: readonly string[], world: World): Promise<readonly string[]> {
  const { placesOf, readKubeconfig } = await import('../../sources/live/kubeconfig.ts')
  const config = await readKubeconfig(placesOf(valuesOf(words, '--kubeconfig')[0] ?? null, world.env))
  return config === null ? [] : [...config.contexts.keys()]
}

/** The cluster of the snapshots on the command line; a live one is not asked, since a key must be answered at once. */
async function clusterOf(words: readonly string[], world: World): Promise<Cluster> {
  const paths = valuesOf(words, '--snapshot').filter((path) => path !== '-')
  const draft = draftCluster(emptyCluster)
  if (paths.length === 0) return draft.cluster()
  for await (const event of openSnapshot(paths, { signal: world.signal, bundled: snapshotsFolder() })) {
    if (event.type === 'changes') for (const change of event.changes) draft.apply(change)
  }
  return draft.cluster()
}

/** The values an option has on a command line that may be wrong or not complete. */
function valuesOf(words: readonly string[], option: string): readonly string[] {
  return words.flatMap((word, at) => {
    if (word.startsWith(`${option}=`)) return [word.slice(option.length + 1)]
    const next = words[at + 1]
    return word === option && next !== undefined && next !== '' ? [next] : []
  })
}

function namespaces(cluster: Cluster): readonly string[] {
  return [...cluster.namespaces.keys(), ...cluster.endpoints.keys()]
}

function sources(cluster: Cluster): readonly string[] {
  const pods = [...cluster.endpoints.values()].flatMap((inside) => [...inside.values()])
  return [
    ...pods.map(({ key }) => key),
    ...pods.flatMap(({ namespace, workload }) => (workload === null ? [] : [`${namespace}/${workload.name}`])),
    ...cluster.hostNetworkPods.keys(),
    ...cluster.hostEndpoints.keys(),
    ...[...cluster.nodes.keys()].map((name) => `node:${name}`),
    ...cluster.networkSets.keys(),
  ]
}

function destinations(cluster: Cluster): readonly string[] {
  return [...sources(cluster), ...[...cluster.services.keys()].map((key) => `svc:${key}`)]
}

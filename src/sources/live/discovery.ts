import type { Flavour } from '../../model/live.ts'
import type { ApiClient } from './api-client.ts'
import { ApiError } from './api-error.ts'
import { list, record, text } from './record.ts'

/** What the server offers. Resources are named `GROUP/VERSION/PLURAL`, the core group without its slash: `v1/pods`. */
export interface Discovered {
  readonly kubernetesVersion: string | null
  readonly resources: ReadonlySet<string>
  /** Groups that are registered and do not answer. */
  readonly stale: ReadonlySet<string>
  readonly flavour: Flavour
  /** How far the migration of Calico's datastore is, where there is one. */
  readonly migrationPhase: string | null
}

const aggregatedDiscovery = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',')
const calicoV3 = 'projectcalico.org/v3'
const calicoV1 = 'crd.projectcalico.org/v1'
/** Groups that hold something we read; older servers are asked for each. */
const groupsOfInterest =
  /^((?:crd\.|migration\.)?projectcalico\.org|networking\.k8s\.io|policy\.networking\.k8s\.io|discovery\.k8s\.io)$/

/** Ask the server what it offers, in three requests, or one for each group on older servers. Throws an ApiError; a refused
 * discovery is answered by probing for Calico's tiers. */
export async function discover(client: Pick<ApiClient, 'json'>, signal: AbortSignal): Promise<Discovered> {
  const resources = new Set<string>()
  const stale = new Set<string>()
  const version = await client
    .json('/version', { signal })
    .then((value) => text(record(value).gitVersion), ignoreRefusal)
  try {
    for (const path of ['/api', '/apis']) await discoverRoot(client, path, signal, { resources, stale })
  } catch (cause) {
    if (!(cause instanceof ApiError && cause.kind === 'forbidden')) throw cause
    await probe(client, signal, resources)
  }
  const flavour = flavourOf(resources, stale)
  if (flavour === 'no-calico' && stale.size === 0) await confirmNone(client, signal)
  const migrationPhase = await phaseOf(client, signal, resources)
  return { kubernetesVersion: version, resources, stale, flavour, migrationPhase }
}

/** A server that has just started lists custom resources late; asked for one it says that it is not ready. Throws that. */
async function confirmNone(client: Pick<ApiClient, 'json'>, signal: AbortSignal): Promise<void> {
  for (const group of [calicoV3, calicoV1])
    await client.json(`/apis/${group}/tiers`, { signal, query: { limit: '1' } }).catch(ignoreRefusal)
}

async function phaseOf(
  client: Pick<ApiClient, 'json'>,
  signal: AbortSignal,
  resources: ReadonlySet<string>,
): Promise<string | null> {
  const resource = [...resources].find((name) => name.endsWith('/datastoremigrations'))
  if (resource === undefined) return null
  const migrations = await client.json(`/apis/${resource}`, { signal }).catch(ignoreRefusal)
  const [first] = list(record(migrations).items)
  return text(record(record(first).status).phase)
}

/** Which Calico the resources speak of. */
export function flavourOf(resources: ReadonlySet<string>, stale: ReadonlySet<string>): Flavour {
  const has = (name: string) => resources.has(name)
  const v1 = has(`${calicoV1}/globalnetworkpolicies`) || has(`${calicoV1}/networkpolicies`)
  if (stale.has('projectcalico.org')) return v1 ? 'aggregated-down' : 'no-calico'
  if (has(`${calicoV3}/ipamblocks`)) return v1 ? 'migrating' : 'native'
  if (has(`${calicoV3}/profiles`) || has(`${calicoV3}/globalnetworkpolicies`)) return 'aggregated'
  return v1 ? 'crd-v1' : 'no-calico'
}

/** Every API server tells what it offers. */
function noApi(cause: unknown): never {
  if (!(cause instanceof ApiError && cause.kind === 'not-found')) throw cause
  throw new ApiError('not-kubernetes', `not a Kubernetes API: ${cause.message}`, { status: 404 })
}

interface Found {
  readonly resources: Set<string>
  readonly stale: Set<string>
}

async function discoverRoot(
  client: Pick<ApiClient, 'json'>,
  path: string,
  signal: AbortSignal,
  found: Found,
): Promise<void> {
  const root = record(await client.json(path, { signal, accept: aggregatedDiscovery }).catch(noApi))
  if (root.kind === 'APIGroupDiscoveryList') return readAggregated(root.items, found)
  const versions = path === '/api' ? list(root.versions).map(String) : groupVersions(root.groups)
  for (const groupVersion of versions) {
    const resources = await client.json(`${path}/${groupVersion}`, { signal }).catch((cause: unknown) => {
      // One broken API service must not hide the others.
      if (!(cause instanceof ApiError) || cause.kind === 'aborted') throw cause
      found.stale.add(groupVersion.split('/')[0] ?? groupVersion)
      return {}
    })
    for (const resource of list(record(resources).resources))
      found.resources.add(`${groupVersion}/${String(record(resource).name)}`)
  }
}

function readAggregated(items: unknown, found: Found): void {
  for (const item of list(items).map(record)) {
    const group = text(record(item.metadata).name)
    for (const version of list(item.versions).map(record)) {
      if (version.freshness === 'Stale' && group !== null) found.stale.add(group)
      const prefix = group === null ? String(version.version) : `${group}/${String(version.version)}`
      for (const resource of list(version.resources))
        found.resources.add(`${prefix}/${String(record(resource).resource)}`)
    }
  }
}

function groupVersions(groups: unknown): string[] {
  return list(groups)
    .map(record)
    .filter((group) => groupsOfInterest.test(String(group.name)))
    .flatMap((group) => list(group.versions).map((version) => String(record(version).groupVersion)))
}

async function probe(client: Pick<ApiClient, 'json'>, signal: AbortSignal, resources: Set<string>): Promise<void> {
  const core = ['namespaces', 'pods', 'serviceaccounts', 'services', 'nodes'].map((name) => `v1/${name}`)
  for (const name of [...core, 'networking.k8s.io/v1/networkpolicies', 'discovery.k8s.io/v1/endpointslices'])
    resources.add(name)
  for (const group of [calicoV3, calicoV1]) {
    const answers = await client.json(`/apis/${group}/tiers`, { signal, query: { limit: '1' } }).then(
      () => true,
      (cause: unknown) => cause instanceof ApiError && cause.kind === 'forbidden',
    )
    if (answers)
      for (const name of ['tiers', 'networkpolicies', 'globalnetworkpolicies']) resources.add(`${group}/${name}`)
  }
}

function ignoreRefusal(cause: unknown): null {
  if (cause instanceof ApiError && (cause.kind === 'forbidden' || cause.kind === 'not-found')) return null
  throw cause
}

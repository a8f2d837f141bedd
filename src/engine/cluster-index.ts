import { parseAddress } from '../model/address.ts'
import { compareBytes } from '../model/bytes.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Endpoint, HostNetworkPod, WorkloadEndpoint } from '../model/endpoint.ts'
import type { NetworkSet } from '../model/network-set.ts'
import type { Policy } from '../model/policy.ts'
import type { Labels, Selector } from '../model/selector.ts'
import { type LabelLookup, matchesSelector, ownLabel } from '../model/selector-match.ts'
import { AddressTable } from './address-table.ts'
import { type Backends, backendsByService } from './backends.ts'
import { Hosts } from './hosts.ts'
import { assumedNotes } from './notes.ts'
import { concerns, labelsSeen, PolicyTable } from './policy-table.ts'
import { Postings } from './postings.ts'
import { ProfileTable } from './profile-table.ts'
import type { EffectiveProfile } from './profiles.ts'
import { ShapeTable, type Slices } from './shape-table.ts'
import { hostPlace, placeOf, type ShapeKind, type Slice, shapeKey, sliceOf } from './shapes.ts'
import { type IndexedTier, orderTiers } from './tiers.ts'

export type { IndexedTier } from './tiers.ts'

/** The endpoints and network sets that a selector matches. */
export interface Selected {
  readonly endpoints: readonly Endpoint[]
  readonly networkSets: readonly NetworkSet[]
}

/** Look-ups for one cluster. Give the previous index to reuse what did not change: the namespaces whose endpoints are the same,
 * the order of policies, the addresses of network sets. */
export function indexCluster(cluster: Cluster, previous?: ClusterIndex): ClusterIndex {
  return new ClusterIndex(cluster, previous ?? null)
}

/** Look-ups for one cluster; see `indexCluster`. It never changes; what it keeps beside its input are answers given before. */
export class ClusterIndex {
  readonly cluster: Cluster
  /** All tiers in evaluation order, the built-in ones and those that policies only mention too. */
  readonly tiers: readonly IndexedTier[]
  /** What was assumed since the snapshot lacks it, each thing once. */
  readonly notes: readonly string[]
  /** Nodes by address and the host endpoints on them. */
  readonly hosts: Hosts

  /** Kept from index to index, see `PolicyTable`. */
  private readonly policies: PolicyTable
  private readonly profiles: ProfileTable
  private readonly slices: Slices
  private readonly shapes: ShapeTable
  private readonly sets: AddressTable
  private readonly domainSets: readonly NetworkSet[]
  private backends: ReadonlyMap<string, readonly Backends[]> | null = null
  private seen: ReadonlySet<string> | null = null
  private setPostings: Postings<Pick<ShapeKind, 'labels'>> | null = null
  private readonly ownShapes = new WeakMap<Endpoint, ShapeKind>()
  private readonly effective = new WeakMap<Endpoint | NetworkSet, ReadonlyMap<string, string>>()

  constructor(cluster: Cluster, previous: ClusterIndex | null) {
    this.cluster = cluster
    this.policies = policyTable(cluster, previous?.cluster ?? null, previous?.policies ?? null)
    this.tiers = this.policies.tiers
    this.profiles =
      previous?.profiles.isOf(cluster, this.policies.mentioned) === true
        ? previous.profiles
        : new ProfileTable(cluster, this.policies.mentioned)
    this.slices = this.slicesAfter(previous)
    this.shapes = new ShapeTable(this.slices, previous?.shapes ?? null)
    const isSame = previous !== null && previous.cluster.networkSets === cluster.networkSets
    this.hosts = hostsOf(cluster, previous)
    this.sets = isSame ? previous.sets : new AddressTable(cluster.networkSets.values())
    this.domainSets = isSame
      ? previous.domainSets
      : [...cluster.networkSets.values()].filter(({ domains }) => domains.length > 0)
    this.notes = [...this.policies.notes, ...assumedNotes(cluster, (name) => this.profile(name), this.slices.values())]
  }

  /** The endpoint of a key, `namespace/pod` or `hep:NAME`. */
  endpoint(key: string): Endpoint | null {
    if (key.startsWith('hep:')) return this.cluster.hostEndpoints.get(key) ?? null
    const slash = key.indexOf('/')
    return this.cluster.endpoints.get(key.slice(0, slash))?.get(key.slice(slash + 1)) ?? null
  }

  /** The endpoints that have an address, given in its canonical spelling; pods first, then by key. */
  endpointsAt(address: string): readonly Endpoint[] {
    const found: Endpoint[] = []
    for (const slice of this.slices.values()) {
      const here = slice.byAddress.get(address)
      if (here !== undefined) found.push(...here)
    }
    return found.length < 2 ? found : found.sort(podsFirst)
  }

  /** The network sets that hold an address, given in any spelling. */
  networkSetsAt(address: string): readonly NetworkSet[] {
    const parsed = parseAddress(address)
    return parsed === null ? [] : this.sets.setsAt(parsed)
  }

  /** True when a network set that satisfies the one selector, and not the other, has addresses. */
  hasAddresses(matches: Selector, excludes: Selector | null): boolean {
    this.setPostings ??= new Postings(
      [...this.cluster.networkSets.values()]
        .filter(({ nets }) => nets.length > 0)
        .map((set) => ({ labels: this.effectiveLabels(set) })),
    )
    return this.setPostings.candidates(matches).some(({ labels }) => {
      const label = (key: string) => labels.get(key)
      return matchesSelector(matches, label) && !(excludes !== null && matchesSelector(excludes, label))
    })
  }

  /** The network sets that name domains, which only Calico Enterprise and Cloud have. */
  networkSetsWithDomains(): readonly NetworkSet[] {
    return this.domainSets
  }

  /** Effective labels: own ones, then those the profiles pass on, the namespace's (`pcns.`) before the service account's (`pcsa.`). */
  labelsOf(object: Endpoint | NetworkSet): Labels {
    return Object.fromEntries(this.effectiveLabels(object))
  }

  /** The effective labels of an object, for the evaluation of selectors. */
  lookupOf(object: Endpoint | NetworkSet): LabelLookup {
    const labels = this.effectiveLabels(object)
    return (key) => labels.get(key)
  }

  /** The endpoint slices of a service given as `namespace/name`, their protocols as numbers. */
  backendsOf(service: string): readonly Backends[] {
    this.backends ??= backendsByService(this.cluster.endpointSlices.values())
    return this.backends.get(service) ?? []
  }

  /** One text for all that selectors and port names can see of a pod: pods of one look are treated alike but by address and node. */
  lookOf(pod: WorkloadEndpoint | HostNetworkPod): string {
    // A pod on its node's network has no labels in policy, only the node's address.
    if (!('profiles' in pod)) return `node ${pod.node} ${pod.addresses.join(' ')}`
    this.seen ??= labelsSeen(this.cluster.policies.values())
    const labels = [...this.effectiveLabels(pod)].filter(([key]) => this.seen?.has(key))
    return JSON.stringify([labels.sort(), pod.namedPorts.map(({ name, protocol, port }) => [name, protocol, port])])
  }

  /** A profile by name, made up where it is computed or missing. */
  profile(name: string): EffectiveProfile {
    return this.profiles.profile(name)
  }

  /** How many endpoints a policy applies to. Cheap: by shape. */
  countOf(policy: Policy): number {
    return this.shapes.countOf(policy)
  }

  /** The endpoints a policy applies to, in no order; no more than `most` of them. */
  endpointsOf(policy: Policy, most = Number.POSITIVE_INFINITY): readonly Endpoint[] {
    const found: Endpoint[] = []
    for (const { endpoints } of this.shapes.shapesOf(policy)) {
      for (const endpoint of endpoints) {
        if (found.length >= most) return found
        found.push(endpoint)
      }
    }
    return found
  }

  /** The policies that apply to an endpoint, tier by tier in order; tiers without one are left out. */
  policiesOf(endpoint: Endpoint): readonly IndexedTier[] {
    const selecting = this.selecting(endpoint)
    return this.tiers
      .map(({ tier, policies }) => ({
        tier,
        policies: policies.filter((policy) => selecting.has(policy) && concerns(policy, endpoint.type)),
      }))
      .filter(({ policies }) => policies.length > 0)
  }

  /** The policies whose selector an endpoint satisfies, of whatever stage and direction, those that Calico refuses too. */
  selecting(endpoint: Endpoint): ReadonlySet<Policy> {
    return this.policies.selecting(this.shapeOf(endpoint))
  }

  /** Everything a selector matches. */
  select(selector: Selector): Selected {
    let object: Endpoint | NetworkSet
    // One look-up for all objects, which finds labels where they are: no table is made for an object that is met only once.
    const label = (key: string) => this.effectiveLabel(object, key)
    const matches = (each: Endpoint | NetworkSet) => {
      object = each
      return matchesSelector(selector, label)
    }
    const endpoints: Endpoint[] = []
    for (const { source } of this.slices.values()) {
      for (const endpoint of source.values()) if (matches(endpoint)) endpoints.push(endpoint)
    }
    return { endpoints, networkSets: [...this.cluster.networkSets.values()].filter(matches) }
  }

  private shapeOf(endpoint: Endpoint): ShapeKind {
    const known = this.ownShapes.get(endpoint)
    if (known !== undefined) return known
    const slice = this.slices.get(placeOf(endpoint))
    const key = shapeKey(endpoint, this.profiles.inherited(endpoint.profiles), this.policies.mentioned)
    const shape = slice?.shapes.get(key)?.kind
    if (shape === undefined) throw new Error(`endpoint ${endpoint.key} is not of the cluster this index was made from`)
    this.ownShapes.set(endpoint, shape)
    return shape
  }

  private slicesAfter(previous: ClusterIndex | null): Slices {
    const isSameSpace = previous?.profiles === this.profiles
    const sliced = (place: string, endpoints: ReadonlyMap<string, Endpoint>) => {
      const slice = previous?.slices.get(place)
      return sliceOf(endpoints, this.profiles, slice === undefined ? null : { slice, isSameSpace })
    }
    const slices = new Map<string, Slice>()
    for (const [namespace, endpoints] of this.cluster.endpoints) slices.set(namespace, sliced(namespace, endpoints))
    slices.set(hostPlace, sliced(hostPlace, this.cluster.hostEndpoints))
    return slices
  }

  private effectiveLabel(object: Endpoint | NetworkSet, key: string): string | undefined {
    const own = ownLabel(object.labels, key)
    if (own !== undefined) return own
    for (const name of profileNames(object)) {
      const passed = ownLabel(this.profile(name).labels, key)
      if (passed !== undefined) return passed
    }
    return undefined
  }

  private effectiveLabels(object: Endpoint | NetworkSet): ReadonlyMap<string, string> {
    const known = this.effective.get(object)
    if (known !== undefined) return known
    const labels = new Map(Object.entries(object.labels))
    for (const name of profileNames(object)) {
      for (const [key, value] of Object.entries(this.profile(name).labels)) if (!labels.has(key)) labels.set(key, value)
    }
    this.effective.set(object, labels)
    return labels
  }
}

function hostsOf(cluster: Cluster, previous: ClusterIndex | null): Hosts {
  const before = previous?.cluster
  const isSame =
    before?.hostEndpoints === cluster.hostEndpoints &&
    before.hostNetworkPods === cluster.hostNetworkPods &&
    before.nodes === cluster.nodes
  return isSame && previous !== null ? previous.hosts : new Hosts(cluster)
}

function podsFirst(a: Endpoint, b: Endpoint): number {
  return a.type === b.type ? compareBytes(a.key, b.key) : a.type === 'workload' ? -1 : 1
}

function profileNames(object: Endpoint | NetworkSet): readonly string[] {
  if ('profiles' in object) return object.profiles
  return object.namespace === null ? [] : [`kns.${object.namespace}`]
}

function policyTable(cluster: Cluster, before: Cluster | null, table: PolicyTable | null): PolicyTable {
  const isSame =
    before !== null &&
    before.policies === cluster.policies &&
    before.tiers === cluster.tiers &&
    before.clusterInformation === cluster.clusterInformation
  return isSame && table !== null ? table : new PolicyTable(orderTiers(cluster), table)
}

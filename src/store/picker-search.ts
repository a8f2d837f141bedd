import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { NetworkSet } from '../model/network-set.ts'
import { countOf } from '../text/list.ts'

/** Something a connection can come from or go to, as a person types it. */
export interface Place {
  readonly text: string
  readonly kind: 'workload' | 'service' | 'pod' | 'set' | 'host' | 'node' | 'domain'
  /** A few words beside it: how many pods, which labels. */
  readonly note: string
}

interface Places {
  /** All but pods, in the order of their kinds. */
  readonly few: readonly Place[]
  /** Keys of pods. */
  readonly pods: readonly string[]
  /** Addresses of pods and host endpoints with whose they are. */
  readonly addresses: readonly { readonly address: string; readonly key: string }[]
  readonly known: ReadonlySet<string>
  /** Pods that match the terms searched last, where all were looked at: a longer text is searched among them. */
  last: { readonly terms: readonly string[]; readonly pods: readonly string[] } | null
}

const made = new WeakMap<ClusterIndex, Places>()

/** Names are looked at in this many at most once they match. */
const kept = 300
const kinds: readonly Place['kind'][] = ['workload', 'service', 'pod', 'set', 'host', 'node', 'domain']

/** The places most like a text, the likeliest first. A source has neither services nor domains. Cost: one look at each name. */
export function findPlaces(
  index: ClusterIndex,
  text: string,
  options: { readonly isSource: boolean; readonly most: number },
): readonly Place[] {
  const places = placesOf(index)
  const terms = text
    .toLowerCase()
    .split(/\s+/)
    .filter((term) => term !== '')
  const ranked: { readonly place: Place; readonly rank: number }[] = []
  const take = (place: Place, rank: number | null) => {
    if (rank !== null && ranked.length < kept * 4) ranked.push({ place, rank })
  }
  for (const place of places.few) {
    if (options.isSource && (place.kind === 'service' || place.kind === 'domain')) continue
    take(place, rankOf(place.text.toLowerCase(), terms))
  }
  for (const [key, rank] of matchingPods(places, terms)) take({ text: key, kind: 'pod', note: '' }, rank)
  if (/^[\d.:a-f]{2,}$/.test(text)) for (const place of placesAt(places, text)) take(place, 1)
  return ranked
    .sort(byLikeness)
    .slice(0, options.most)
    .map(({ place }) => place)
}

/** True for a text that stands for something as it is: an exact name, an address, a domain, labels. */
export function isPlace(index: ClusterIndex, text: string): boolean {
  if (/^[\d.]+$|:.*:/.test(text)) return /^\d+\.\d+\.\d+\.\d+$|^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/.test(text)
  if (placesOf(index).known.has(text) || isEndpoint(index, text)) return true
  if (/^[^/]+\/[^/=]+=/.test(text)) return true
  if (/^svc:/.test(text)) return placesOf(index).known.has(text.replace(/^(svc:[^:]+):.*$/, '$1'))
  return /^[\w-]+(\.[\w-]+)+\.?$/.test(text)
}

function byLikeness(
  one: { readonly place: Place; readonly rank: number },
  other: { readonly place: Place; readonly rank: number },
): number {
  const kind = kinds.indexOf(one.place.kind) - kinds.indexOf(other.place.kind)
  const length = one.place.text.length - other.place.text.length
  return one.rank - other.rank || kind || length || (one.place.text < other.place.text ? -1 : 1)
}

function isEndpoint(index: ClusterIndex, text: string): boolean {
  return (text.includes('/') || text.startsWith('hep:')) && index.endpoint(text) !== null
}

/** Pods that match, each with its rank: by parts of the name, and where that finds little, by letters in order. */
function matchingPods(places: Places, terms: readonly string[]): readonly (readonly [string, number])[] {
  if (terms.length === 0) return places.pods.slice(0, kept).map((key) => [key, 3] as const)
  const { found, isWhole } = podsWith(places, terms)
  const ranked = found.map((key) => [key, rankOf(key, terms) ?? 3] as const)
  const isAddress = /^[\d.:]+$/.test(terms.join(''))
  if (ranked.length > 0 || !isWhole || isAddress) return ranked
  const parts = new Set(found)
  const letters = terms.join('')
  const loose: (readonly [string, number])[] = []
  for (const key of places.pods) {
    if (loose.length >= kept) break
    if (isSubsequence(letters, key) && !parts.has(key)) loose.push([key, 4])
  }
  return [...ranked, ...loose]
}

/** Pods that hold every term; `isWhole` false: more would be found further on. */
function podsWith(
  places: Places,
  terms: readonly string[],
): { readonly found: readonly string[]; readonly isWhole: boolean } {
  const { last } = places
  const isLonger = last?.terms.every((term, at) => terms[at]?.includes(term) === true) === true
  const among = isLonger ? last.pods : places.pods
  const found: string[] = []
  const [first = '', ...others] = terms
  for (const key of among) {
    if (!key.includes(first) || !others.every((term) => key.includes(term))) continue
    found.push(key)
    if (found.length >= kept * 3) return { found, isWhole: false }
  }
  places.last = { terms, pods: found }
  return { found, isWhole: true }
}

/** 0 the name itself, 1 its beginning, 2 the beginning of a word of it, 3 a part of it; null where a term does not occur. */
function rankOf(name: string, terms: readonly string[]): number | null {
  let worst = terms.length === 0 ? 3 : 0
  for (const term of terms) {
    const at = name.indexOf(term)
    if (at < 0) return null
    const rank =
      at === 0 ? (name.length === term.length ? 0 : 1) : /[/:.-]/.test(name.charAt(at - 1)) ? 2 : wordRank(name, term)
    if (rank > worst) worst = rank
  }
  return worst
}

/** A later place may be better than the first. */
function wordRank(name: string, term: string): number {
  for (const border of ['/', '-', ':', '.']) if (name.includes(border + term)) return 2
  return 3
}

function isSubsequence(letters: string, name: string): boolean {
  let at = -1
  for (const letter of letters) {
    at = name.indexOf(letter, at + 1)
    if (at < 0) return false
  }
  return true
}

/** Pods and host endpoints whose address begins so. */
function placesAt({ addresses }: Places, text: string): readonly Place[] {
  const found: Place[] = []
  for (const { address, key } of addresses) {
    if (!address.startsWith(text)) continue
    found.push({ text: address, kind: key.startsWith('hep:') ? 'host' : 'pod', note: key })
    if (found.length >= 50) break
  }
  return found
}

function placesOf(index: ClusterIndex): Places {
  const before = made.get(index)
  if (before !== undefined) return before
  const pods: string[] = []
  const addresses: { readonly address: string; readonly key: string }[] = []
  const workloads: Place[] = []
  for (const [namespace, all] of index.cluster.endpoints) {
    const here = new Map<string, { readonly kind: string; count: number }>()
    for (const pod of all.values()) {
      pods.push(pod.key)
      for (const address of pod.addresses) addresses.push({ address, key: pod.key })
      const entry = pod.workload === null ? undefined : here.get(pod.workload.name)
      if (entry !== undefined) entry.count += 1
      else if (pod.workload !== null) here.set(pod.workload.name, { kind: pod.workload.kind, count: 1 })
    }
    for (const [name, { kind, count }] of here) {
      const note = `${kind} of ${count === 1 ? '1 pod' : `${count} pods`}`
      workloads.push({ text: `${namespace}/${name}`, kind: 'workload', note })
    }
  }
  for (const host of index.cluster.hostEndpoints.values()) {
    for (const address of host.addresses) addresses.push({ address, key: host.key })
  }
  const few = [...workloads, ...servicePlaces(index), ...otherPlaces(index)]
  const places: Places = { few, pods, addresses, known: new Set(few.map(({ text }) => text)), last: null }
  made.set(index, places)
  return places
}

function servicePlaces(index: ClusterIndex): readonly Place[] {
  return [...index.cluster.services.values()].map((service) => ({
    text: `svc:${service.key}`,
    kind: 'service',
    note: service.ports.map(({ name, port }) => (name === null ? `${port}` : `${name} ${port}`)).join(', '),
  }))
}

function otherPlaces(index: ClusterIndex): readonly Place[] {
  const { networkSets, hostEndpoints, nodes, hostNetworkPods, pendingPods } = index.cluster
  const domains = new Set([...networkSets.values()].flatMap((set) => set.domains).filter((name) => !name.includes('*')))
  return [
    ...[...hostNetworkPods.values()].map(
      (pod): Place => ({ text: pod.key, kind: 'host', note: `on the network of ${pod.node ?? 'its node'}` }),
    ),
    ...[...pendingPods.keys()].map((text): Place => ({ text, kind: 'pod', note: 'has no address yet' })),
    ...[...networkSets.values()].map((set): Place => ({ text: set.key, kind: 'set', note: setNote(set) })),
    ...[...hostEndpoints.values()].map(
      (host): Place => ({ text: host.key, kind: 'host', note: `host endpoint of ${host.node}` }),
    ),
    ...[...nodes.values()].map(
      (node): Place => ({ text: `node:${node.name}`, kind: 'node', note: node.addresses[0] ?? '' }),
    ),
    ...[...domains].map((name): Place => ({ text: name, kind: 'domain', note: 'domain of a network set' })),
  ]
}

function setNote({ nets, domains }: NetworkSet): string {
  const words = [
    nets.length === 0 ? '' : countOf(nets.length, 'net'),
    domains.length === 0 ? '' : countOf(domains.length, 'domain'),
  ]
  const said = words.filter((word) => word !== '').join(', ')
  return said === '' ? 'empty network set' : said
}

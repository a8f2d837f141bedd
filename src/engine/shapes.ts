import type { Endpoint } from '../model/endpoint.ts'
import type { EffectiveProfile } from './profiles.ts'

/** What policies see of the endpoints of one shape; one and the same object while endpoints come and go. */
export interface ShapeKind {
  readonly type: Endpoint['type']
  /** The effective labels that some policy's selector mentions. */
  readonly labels: ReadonlyMap<string, string>
  /** The slice it belongs to, by its namespace, and its `shapeKey` there. */
  readonly place: string
  readonly key: string
}

/**
 * Endpoints that no policy can tell apart: of one type and with the same effective labels, as far as the selectors of policies
 * mention them.
 */
export interface Shape {
  readonly kind: ShapeKind
  readonly endpoints: readonly Endpoint[]
}

/** What was made of one map of endpoints, those of a namespace or all host endpoints. */
export interface Slice {
  readonly source: ReadonlyMap<string, Endpoint>
  readonly mentioned: ReadonlySet<string>
  /** By `shapeKey`. */
  readonly shapes: ReadonlyMap<string, Shape>
  readonly byAddress: ReadonlyMap<string, readonly Endpoint[]>
  /** What the lists of profiles named here passed on. */
  readonly inherited: ReadonlySet<Inherited>
}

/** Labels of a list of profiles that selectors mention, and the one text for them. */
export interface Inherited {
  readonly profiles: readonly string[]
  readonly labels: ReadonlyMap<string, string>
  readonly text: string
}

/** What shapes depend on beside the endpoints themselves. */
export interface LabelSpace {
  /** The labels that some policy's selector mentions. */
  readonly mentioned: ReadonlySet<string>
  readonly inherited: (profiles: readonly string[]) => Inherited
}

/** A slice of before, and whether what it was made in still holds. */
export interface SliceBefore {
  readonly slice: Slice
  readonly isSameSpace: boolean
}

/** The shapes and addresses of some endpoints. Of a slice of before only what changed is made anew; all of it when other labels
 * are mentioned or passed on. */
export function sliceOf(source: ReadonlyMap<string, Endpoint>, space: LabelSpace, before: SliceBefore | null): Slice {
  if (before === null || !holds(before, space)) return changed({ ...empty, mentioned: space.mentioned }, source, space)
  return before.slice.source === source ? before.slice : changed(before.slice, source, space)
}

/** Under which name the host endpoints stand among the namespaces; no namespace is called so. */
export const hostPlace = 'hep:'

/** The slice that an endpoint belongs to. */
export function placeOf(endpoint: Endpoint): string {
  return endpoint.type === 'host' ? hostPlace : endpoint.namespace
}

function holds({ slice, isSameSpace }: SliceBefore, space: LabelSpace): boolean {
  return isSameSpace || (slice.mentioned === space.mentioned && inheritsTheSame(slice, space))
}

const empty: Slice = {
  source: new Map(),
  mentioned: new Set(),
  shapes: new Map(),
  byAddress: new Map(),
  inherited: new Set(),
}

function inheritsTheSame(before: Slice, space: LabelSpace): boolean {
  for (const { profiles, text } of before.inherited) if (space.inherited(profiles).text !== text) return false
  return true
}

function changed(before: Slice, source: ReadonlyMap<string, Endpoint>, space: LabelSpace): Slice {
  const { mentioned } = space
  const shapes = new Map(before.shapes)
  const byAddress = new Map(before.byAddress)
  const inherited = new Set<Inherited>()
  const moves = new Map<string, Move>()
  const passedOn = remembering(space)
  for (const [name, endpoint] of before.source) {
    if (source.get(name) === endpoint) continue
    moveOf(moves, shapeKey(endpoint, passedOn(endpoint.profiles), mentioned)).left.add(endpoint)
    for (const address of endpoint.addresses) remove(byAddress, address, endpoint)
  }
  for (const [name, endpoint] of source) {
    const passed = passedOn(endpoint.profiles)
    inherited.add(passed)
    if (before.source.get(name) === endpoint) continue
    const move = moveOf(moves, shapeKey(endpoint, passed, mentioned))
    move.passed = passed
    move.came.push(endpoint)
    for (const address of endpoint.addresses) add(byAddress, address, endpoint)
  }
  for (const [key, move] of moves) {
    const shape = moved(shapes.get(key), move, { key, mentioned })
    if (shape === null) shapes.delete(key)
    else shapes.set(key, shape)
  }
  return { source, mentioned, shapes, byAddress, inherited }
}

/** Endpoints that leave a shape and that come into it. */
interface Move {
  readonly left: Set<Endpoint>
  readonly came: Endpoint[]
  /** What those that came inherit. */
  passed: Inherited | null
}

function moveOf(moves: Map<string, Move>, key: string): Move {
  const known = moves.get(key)
  if (known !== undefined) return known
  const move: Move = { left: new Set(), came: [], passed: null }
  moves.set(key, move)
  return move
}

function moved(
  shape: Shape | undefined,
  { left, came, passed }: Move,
  { key, mentioned }: { readonly key: string; readonly mentioned: ReadonlySet<string> },
): Shape | null {
  const kept = shape === undefined ? [] : shape.endpoints.filter((endpoint) => !left.has(endpoint))
  const endpoints = kept.length === 0 ? came : [...kept, ...came]
  const [first] = endpoints
  if (first === undefined) return null
  if (shape !== undefined) return { kind: shape.kind, endpoints }
  const labels = shapeLabels(first, passed, mentioned)
  return { kind: { type: first.type, labels, place: placeOf(first), key }, endpoints }
}

function shapeLabels(
  endpoint: Endpoint,
  passed: Inherited | null,
  mentioned: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const labels = new Map(passed?.labels)
  for (const [label, value] of Object.entries(endpoint.labels)) if (mentioned.has(label)) labels.set(label, value)
  return labels
}

/** The text by which an endpoint finds its shape. Labels in another order make another text, which costs a shape, no more. */
export function shapeKey(endpoint: Endpoint, passed: Inherited, mentioned: ReadonlySet<string>): string {
  let key = endpoint.type
  for (const label in endpoint.labels) {
    if (mentioned.has(label)) key += pairText(label, endpoint.labels[label] ?? '')
  }
  return `${key}\n^${passed.text}`
}

/** One label as text; what a value holds cannot be taken for another label. */
function pairText(label: string, value: string): string {
  return `\n${label}=${value.length}:${value}`
}

/** Labels that a list of profiles passes on: for each label, those of the first profile that has it.
 * Source: felix/labelindex/label_inheritance_index.go GetHandle (projectcalico/calico). */
export function inheritedLabels(profiles: readonly EffectiveProfile[], mentioned: ReadonlySet<string>): Inherited {
  const labels = new Map<string, string>()
  let text = ''
  for (const profile of profiles) {
    for (const [label, value] of Object.entries(profile.labels)) {
      if (!mentioned.has(label) || labels.has(label)) continue
      labels.set(label, value)
      text += pairText(label, value)
    }
  }
  return { profiles: profiles.map(({ name }) => name), labels, text }
}

/** As `inherited`, faster for neighbours with the same profiles. */
function remembering(space: LabelSpace): LabelSpace['inherited'] {
  let last: Inherited | null = null
  return (profiles) => {
    const isSame = last?.profiles.length === profiles.length && last.profiles.every((name, at) => name === profiles[at])
    if (last === null || !isSame) last = space.inherited(profiles)
    return last
  }
}

function add(byAddress: Map<string, readonly Endpoint[]>, address: string, endpoint: Endpoint): void {
  const before = byAddress.get(address)
  byAddress.set(address, before === undefined ? [endpoint] : [...before, endpoint])
}

function remove(byAddress: Map<string, readonly Endpoint[]>, address: string, endpoint: Endpoint): void {
  const left = (byAddress.get(address) ?? []).filter((each) => each !== endpoint)
  if (left.length === 0) byAddress.delete(address)
  else byAddress.set(address, left)
}

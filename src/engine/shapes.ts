import type { Endpoint } from '../model/endpoint.ts'
import type { EffectiveProfile } from './profiles.ts'

/**
 * Endpoints that no policy can tell apart: of one type and with the same effective labels, as far as the selectors of policies
 * mention them.
 */
export interface Shape {
  readonly type: Endpoint['type']
  /** The effective labels that some policy's selector mentions. */
  readonly labels: ReadonlyMap<string, string>
  readonly endpoints: readonly Endpoint[]
}

/** What was made of one map of endpoints (those of a namespace, or all host endpoints), kept while the map stays the same. */
export interface Slice {
  readonly source: ReadonlyMap<string, Endpoint>
  readonly mentioned: ReadonlySet<string>
  readonly shapes: ReadonlyMap<string, Shape>
  readonly byAddress: ReadonlyMap<string, readonly Endpoint[]>
  /** What each list of profiles named here passed on, by the list as one text. */
  readonly inherited: ReadonlyMap<string, Inherited>
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

/** The shapes and addresses of some endpoints; those of before where nothing they are made of has changed. */
export function sliceOf(source: ReadonlyMap<string, Endpoint>, space: LabelSpace, before: Slice | undefined): Slice {
  if (before !== undefined && before.source === source && inheritsTheSame(before, space)) return before
  const shapes = new Map<string, Shape & { readonly endpoints: Endpoint[] }>()
  const byAddress = before?.source === source ? before.byAddress : addressesOf(source)
  const inherited = new Map<string, Inherited>()
  for (const endpoint of source.values()) {
    const profiles = endpoint.profiles.join(' ')
    const passed = inherited.get(profiles) ?? space.inherited(endpoint.profiles)
    inherited.set(profiles, passed)
    const key = shapeKey(endpoint, passed, space.mentioned)
    const shape = shapes.get(key)
    if (shape === undefined) shapes.set(key, shapeOf(endpoint, passed, space.mentioned))
    else shape.endpoints.push(endpoint)
  }
  return { source, mentioned: space.mentioned, shapes, byAddress, inherited }
}

/** The text by which an endpoint finds its shape. Labels in another order make another text, which costs a shape, no more. */
export function shapeKey(endpoint: Endpoint, passed: Inherited, mentioned: ReadonlySet<string>): string {
  let key = endpoint.type === 'workload' ? 'w' : 'h'
  for (const label in endpoint.labels) {
    if (mentioned.has(label)) key += pairText(label, endpoint.labels[label] ?? '')
  }
  return `${key}\n^${passed.text}`
}

/** One label as text; what a value holds cannot be taken for another label. */
function pairText(label: string, value: string): string {
  return `\n${label}=${value.length}:${value}`
}

function shapeOf(
  endpoint: Endpoint,
  passed: Inherited,
  mentioned: ReadonlySet<string>,
): Shape & { readonly endpoints: Endpoint[] } {
  const labels = new Map(passed.labels)
  for (const [label, value] of Object.entries(endpoint.labels)) if (mentioned.has(label)) labels.set(label, value)
  return { type: endpoint.type, labels, endpoints: [endpoint] }
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

function inheritsTheSame(before: Slice, space: LabelSpace): boolean {
  if (before.mentioned !== space.mentioned) return false
  for (const passed of before.inherited.values()) {
    if (space.inherited(passed.profiles).text !== passed.text) return false
  }
  return true
}

function addressesOf(source: ReadonlyMap<string, Endpoint>): ReadonlyMap<string, readonly Endpoint[]> {
  const byAddress = new Map<string, readonly Endpoint[]>()
  for (const endpoint of source.values()) {
    for (const address of endpoint.addresses) {
      const before = byAddress.get(address)
      byAddress.set(address, before === undefined ? [endpoint] : [...before, endpoint])
    }
  }
  return byAddress
}

import type { ClusterIndex } from '../engine/cluster-index.ts'
import { resolveDestination } from '../engine/references.ts'
import { entryOf } from './entry.ts'
import { portsOf } from './picker-ports.ts'
import { findPlaces, isPlace } from './picker-search.ts'
import { pushView, type State } from './state.ts'
import { hasPort, icmpOf, isIcmp, portOf, protocolOf, protocols } from './trace-question.ts'
import { type PickerField, type PickerView, pickerFields, pickerOf, type Question, questionOf } from './trace-state.ts'

/** Something to take with enter: what it puts into the fields. */
export interface Suggestion {
  /** What is shown. */
  readonly text: string
  readonly note: string
  readonly sets: Partial<Question>
}

/** The state with the picker opened over the present view, filled with what is known. */
export function openPicker(state: State, question: Question): State {
  return pushView(state, pickerOf(question))
}

const most = 100
const known = new WeakMap<PickerView, { readonly index: ClusterIndex; readonly found: readonly Suggestion[] }>()

/** What to take for the field with the cursor, the likeliest first. */
export function suggestions(state: State, picker: PickerView): readonly Suggestion[] {
  const { index } = state
  if (index === null) return []
  const before = known.get(picker)
  if (before?.index === index) return before.found
  const found = suggest(state, index, picker)
  known.set(picker, { index, found })
  return found
}

function suggest(state: State, index: ClusterIndex, picker: PickerView): readonly Suggestion[] {
  const question = questionOf(picker)
  const text = question[picker.field]
  switch (picker.field) {
    case 'from':
    case 'to':
      return [
        ...(text === '' ? recentOnes(state, index, question, picker.field) : []),
        ...placesFor(index, picker.field, text),
      ]
    case 'protocol':
      return protocolsFor(state, index, question)
    case 'port':
      return portsFor(state, index, question)
  }
}

/** Connections traced before whose ends this cluster has; with a source given, only where they went from there on. */
function recentOnes(
  state: State,
  index: ClusterIndex,
  question: Question,
  field: 'from' | 'to',
): readonly Suggestion[] {
  return state.recent
    .filter((recent) => field === 'from' || recent.from === question.from)
    .filter((recent) => isKnownPlace(state, index, recent.from) && isKnownPlace(state, index, recent.to))
    .slice(0, 8)
    .map((recent) => ({ text: questionWords(recent), note: 'traced before', sets: recent }))
}

/** A question in a few words: `dev/netshoot → catfacts/db TCP 3306`. */
export function questionWords({ from, to, protocol, port }: Question): string {
  return `${from} → ${to} ${protocol === '' ? 'TCP' : protocol}${port === '' ? '' : ` ${port}`}`
}

function placesFor(index: ClusterIndex, field: 'from' | 'to', text: string): readonly Suggestion[] {
  return findPlaces(index, text, { isSource: field === 'from', most }).map((place) => ({
    text: place.text,
    note: place.kind === 'pod' ? podNote(index, place.text, place.note) : place.note,
    sets: { [field]: place.text },
  }))
}

function podNote(index: ClusterIndex, key: string, note: string): string {
  const endpoint = index.endpoint(key)
  if (endpoint === null) return note
  const labels = Object.entries(endpoint.labels).filter(
    ([label]) => !label.includes('projectcalico.org/') && label !== 'pod-template-hash',
  )
  return labels.map(([label, value]) => `${label}=${value}`).join(' ')
}

function protocolsFor(state: State, index: ClusterIndex, question: Question): readonly Suggestion[] {
  const offered = portsOf(index, question.to, state.settings.namespace).map(({ protocol }) => protocol)
  const all = [...new Set([...offered, ...protocols])]
  const typed = question.protocol.toLowerCase()
  const matching = all.filter((name) => name.toLowerCase().startsWith(typed))
  const shown = all.some((name) => name.toLowerCase() === typed) || matching.length === 0 ? all : matching
  return shown.map((name) => ({
    text: name,
    note: offered.includes(name) ? 'the destination serves it' : '',
    sets: { protocol: name },
  }))
}

const icmpTypes: readonly Suggestion[] = [
  { text: '8', note: 'echo request (ping)', sets: { port: '8' } },
  { text: '0', note: 'echo reply', sets: { port: '0' } },
  { text: '3', note: 'destination unreachable', sets: { port: '3' } },
  { text: '11', note: 'time exceeded', sets: { port: '11' } },
]
const icmpv6Types: readonly Suggestion[] = [
  { text: '128', note: 'echo request (ping)', sets: { port: '128' } },
  { text: '129', note: 'echo reply', sets: { port: '129' } },
]

function portsFor(state: State, index: ClusterIndex, question: Question): readonly Suggestion[] {
  const protocol = protocolOf(question.protocol) ?? 'TCP'
  if (isIcmp(protocol)) return protocol === 'ICMPv6' || protocol === '58' ? icmpv6Types : icmpTypes
  if (!hasPort(protocol)) return []
  const offers = portsOf(index, question.to, state.settings.namespace)
  const typed = question.port
  const matching = offers.filter(({ port, note }) => port.startsWith(typed) || note.includes(typed))
  return (matching.length === 0 || offers.some(({ port }) => port === typed) ? offers : matching).map((offer) => ({
    text: `${offer.protocol} ${offer.port}`,
    note: offer.note,
    sets: { port: offer.port, protocol: offer.protocol },
  }))
}

/** The picker with a suggestion taken. */
export function taken(picker: PickerView, suggestion: Suggestion): PickerView {
  const { sets } = suggestion
  const entries = { ...picker.entries }
  for (const field of pickerFields) {
    const text = sets[field]
    if (text !== undefined) entries[field] = entryOf(text)
  }
  return { ...picker, entries, offered: picker.offered.filter((field) => sets[field] === undefined), cursor: null }
}

/** True when a field holds something that can be asked with. */
export function isFilled(state: State, picker: PickerView, field: PickerField): boolean {
  const question = questionOf(picker)
  const { index } = state
  switch (field) {
    case 'from':
    case 'to':
      return index !== null && question[field] !== '' && isKnownPlace(state, index, question[field])
    case 'protocol':
      return protocolOf(question.protocol) !== null
    case 'port':
      return isPortSettled(state, question)
  }
}

function isPortSettled({ index, settings }: State, { to, protocol, port }: Question): boolean {
  const spoken = protocolOf(protocol) ?? 'TCP'
  if (!hasPort(spoken)) return icmpOf(spoken, port) !== 'wrong'
  if (port === '') return isPortGiven(index, to)
  const read = portOf(port)
  if (read === 'wrong' || typeof read.port === 'number' || index === null) return read !== 'wrong'
  const { namespace } = settings
  return resolveDestination(index, to, { namespace, protocol: spoken, port: read.port }).type === 'peers'
}

/** True for a service whose port is named with it, or that has but one. */
function isPortGiven(index: ClusterIndex | null, to: string): boolean {
  const [, name, port] = /^svc:([^:]+)(:.+)?$/.exec(to) ?? []
  if (name === undefined) return false
  return port !== undefined || index?.cluster.services.get(name)?.ports.length === 1
}

function isKnownPlace(state: State, index: ClusterIndex, text: string): boolean {
  const { namespace } = state.settings
  return isPlace(index, text) || (namespace !== null && isPlace(index, `${namespace}/${text}`))
}

/** Where enter leads from a field: on to what is not settled yet, or null when the connection can be traced. */
export function fieldAfter(state: State, picker: PickerView): PickerField | null {
  switch (picker.field) {
    case 'from':
      return 'to'
    case 'to':
      return isFilled(state, picker, 'port') && !picker.offered.includes('port') ? null : 'port'
    case 'protocol': {
      const protocol = protocolOf(questionOf(picker).protocol)
      if (protocol === null) return 'protocol'
      return hasPort(protocol) || isIcmp(protocol) ? 'port' : null
    }
    case 'port':
      return pickerFields.find((field) => !isFilled(state, picker, field)) ?? null
  }
}

/** The field before or after, round about. */
export function neighbourField(field: PickerField, by: 1 | -1): PickerField {
  const at = pickerFields.indexOf(field) + by
  return pickerFields[(at + pickerFields.length) % pickerFields.length] ?? 'from'
}

/** The suggestion that enter takes: the one under the cursor, else the first where the text alone stands for nothing. */
export function chosen(state: State, picker: PickerView): Suggestion | null {
  const all = suggestions(state, picker)
  if (picker.cursor !== null) return all[picker.cursor.at] ?? null
  const typed = picker.entries[picker.field].text.trim()
  if (typed === '' || isFilled(state, picker, picker.field)) return null
  return all.find((one) => isMeant(picker.field, one, typed)) ?? null
}

/** The port that enter takes where none is typed: the only one that the destination is known to have. */
export function onlyPort(state: State, picker: PickerView): Suggestion | null {
  if (picker.field !== 'port' || picker.entries.port.text !== '' || picker.cursor !== null) return null
  const all = isFilled(state, picker, 'port') ? [] : suggestions(state, picker)
  return all.length === 1 ? (all[0] ?? null) : null
}

/** The picker where a number that is no protocol stands in the field for it and none in that for the port: it is the port. */
export function withPortFromProtocol(picker: PickerView): PickerView | null {
  const typed = picker.entries.protocol.text.trim()
  const isPort = /^\d{3,5}$/.test(typed) && Number(typed) > 255 && portOf(typed) !== 'wrong'
  if (picker.field !== 'protocol' || !isPort || picker.entries.port.text !== '') return null
  const entries = { ...picker.entries, protocol: entryOf('TCP'), port: entryOf(typed) }
  return { ...picker, entries, field: 'port', cursor: null }
}

/** Protocols and ports are all offered where none goes with what was typed; none of them takes its place then. */
function isMeant(field: PickerField, { sets, note }: Suggestion, typed: string): boolean {
  if (field === 'protocol') return sets.protocol?.toLowerCase().startsWith(typed.toLowerCase()) === true
  if (field === 'port') return sets.port?.startsWith(typed) === true || note.includes(typed)
  return true
}

import { decode } from '../decode/decode.ts'
import { isFlowRecord } from '../decode/flows/flow-reader.ts'
import { isWorkload } from '../decode/planned-pods.ts'
import { decodeGaps } from '../decode/saved-gaps.ts'
import type { Change } from '../model/cluster.ts'
import type { Origin, Problem } from '../model/problem.ts'
import { visible } from '../model/visible.ts'
import type { RawFlow } from './snapshot-event.ts'

/** Lists may stand in lists so deep. */
const deepestList = 8
/** So many Problems of one file are told one by one; the last says that there are more. */
const mostProblems = 100

/** What a list says of its items, which may leave it out: `NetworkPolicyList` says `NetworkPolicy`, `List` nothing. */
export interface ItemType {
  readonly kind: string
  readonly apiVersion: unknown
}

type Fields = Readonly<Record<string, unknown>>

/** Where values that were read become Changes and flows, to be taken away in batches. */
export class ObjectSink {
  #changes: Change[] = []
  #flows: RawFlow[] = []
  /** Objects read so far, those of kinds that play no part too. */
  objects = 0
  /** Objects from which pods can be planned. */
  readonly workloads: unknown[] = []
  /** A pod was among the objects. */
  hasPods = false
  /** Flow logs read so far. */
  flowCount = 0
  /** Lists read so far that were whole and had no items: an answer too. */
  emptyLists = 0
  /** The first Problem of a file since this was last set to null, as a line of text. */
  firstProblem: string | null = null
  #problems = 0
  #ofFile = { file: '', problems: 0 }
  readonly #expected: string

  /** `expected`: what a value is told to lack that is nothing we know. */
  constructor(expected: string) {
    this.#expected = expected
  }

  /** The Changes since they were last taken. */
  takeChanges(): readonly Change[] {
    const taken = this.#changes
    this.#changes = []
    return taken
  }

  /** The flow logs since they were last taken. */
  takeFlows(): readonly RawFlow[] {
    const taken = this.#flows
    this.#flows = []
    return taken
  }

  get pendingChanges(): number {
    return this.#changes.length
  }

  /** One value of a file: an object, a list of them, a flow log, or something else, which is a Problem. */
  accept(value: unknown, origin: Origin, type: ItemType | null = null): void {
    this.#accept(value, origin, type, 0)
  }

  #accept(value: unknown, origin: Origin, type: ItemType | null, depth: number): void {
    const inner = itemsOf(value)
    if (inner !== null) this.#items(inner, origin, isFields(value) ? itemType(value) : type, depth)
    else if (!isFields(value)) this.problem(origin, `expected ${this.#expected}, not ${told(value)}`)
    else if (isHeader(value)) this.#header(value, origin)
    else if (isBrokenList(value)) this.problem(origin, `\`items\`: expected a list, not ${told(value.items)}`)
    else if (typeof value.kind === 'string') this.#object(type === null ? value : completed(value, type), origin)
    else if (isFlowRecord(value)) this.flow(value, origin.line)
    else if (type !== null) this.#object(completed(value, type), origin)
    else if (isSecret(value)) this.#object({ ...value, apiVersion: 'v1', kind: 'Secret' }, origin)
    else if (!isVersions(value)) this.problem(origin, `expected ${this.#expected}, not ${toldKeys(value)}`)
  }

  /** A value that was recognised as a flow log. */
  flow(value: unknown, line: number | null): void {
    this.flowCount += 1
    this.#flows.push({ value, line })
  }

  /** Something is wrong with a file or a part of it. */
  problem(origin: Origin, message: string, severity: Problem['severity'] = 'error'): void {
    if (this.#ofFile.file !== origin.file) this.#ofFile = { file: origin.file, problems: 0 }
    this.#ofFile.problems += 1
    if (this.#ofFile.problems > mostProblems) return
    const isLast = this.#ofFile.problems === mostProblems
    const said = isLast ? `${message}; further problems of this file are not listed` : message
    this.firstProblem ??= origin.line === null ? message : `line ${origin.line}: ${message}`
    const problem: Problem = { severity, resource: null, origin, path: null, message: said }
    this.#problems += 1
    const key = `file ${this.#problems}: ${origin.file}`
    this.#changes.push({ type: 'problems', key, value: null, form: 'v3', problems: [problem] })
  }

  #items(items: readonly unknown[], origin: Origin, type: ItemType | null, depth: number): void {
    if (items.length === 0) this.emptyLists += 1
    if (depth >= deepestList) this.problem(origin, `lists within lists more than ${deepestList} deep`)
    else for (const item of items) this.#accept(item, origin, type, depth + 1)
  }

  #object(value: Fields, origin: Origin): void {
    this.objects += 1
    if (isWorkload(value)) this.workloads.push(value)
    for (const change of decode(value, origin)) {
      this.#changes.push(change)
      this.hasPods ||= change.value !== null && (change.type === 'endpoints' || change.type === 'hostNetworkPods')
    }
  }

  #header(value: Fields, origin: Origin): void {
    const schema = String(value.schema)
    if (/^calico-tui\/snapshot\/v1\b/.test(schema)) {
      this.#changes.push(...decodeGaps(value))
      return
    }
    const isNewer = schema.startsWith('calico-tui/snapshot/')
    const why = isNewer ? 'saved by a newer calico-tui' : 'printed by calico-tui: not a snapshot'
    this.problem(origin, `\`${visible(schema)}\`: ${why}`, isNewer ? 'warning' : 'error')
  }
}

/** What a list says of its items; null when it says nothing. */
export function itemType(list: Fields): ItemType | null {
  const { kind, apiVersion } = list
  if (typeof kind !== 'string' || kind === 'List' || !kind.endsWith('List')) return null
  return { kind: kind.slice(0, -'List'.length), apiVersion }
}

/** An item with what it leaves to its list to say. */
function completed(value: Fields, { kind, apiVersion }: ItemType): Fields {
  if (typeof value.kind === 'string' && typeof value.apiVersion === 'string') return value
  return {
    ...value,
    kind: typeof value.kind === 'string' ? value.kind : kind,
    apiVersion: value.apiVersion ?? apiVersion,
  }
}

/** True for an object of JSON or YAML. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The items of a list of objects, none for `items: null` as Go writes it; null for anything else. */
function itemsOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value
  if (!isFields(value) || !Object.hasOwn(value, 'items')) return null
  const isList = typeof value.kind === 'string' ? value.kind.endsWith('List') : !isHeader(value)
  if (!isList) return null
  if (value.items === null) return []
  return Array.isArray(value.items) ? value.items : null
}

/** A list whose items are none. */
function isBrokenList(value: Fields): boolean {
  return value.kind === 'List' || (typeof value.kind === 'string' && value.kind.endsWith('List') && 'items' in value)
}

/** Line 1 of a saved snapshot, and what other commands print as JSON. */
function isHeader(value: Fields): boolean {
  return typeof value.kind !== 'string' && typeof value.schema === 'string' && value.schema.startsWith('calico-tui/')
}

/** What `kubectl version -o yaml` prints, part of a bundle of `calicoctl cluster diags`. */
function isVersions(value: Fields): boolean {
  return isFields(value.clientVersion) || isFields(value.serverVersion)
}

/** A Secret as a bundle of `calicoctl cluster diags` holds some, censored and without their kind. */
function isSecret(value: Fields): boolean {
  return isFields(value.data) && typeof value.type === 'string' && isFields(value.metadata)
}

function toldKeys(value: Fields): string {
  const keys = Object.keys(value)
  if (keys.length === 0) return 'an empty one'
  return `one with ${keys
    .slice(0, 3)
    .map((key) => `\`${visible(key, 30)}\``)
    .join(', ')}${keys.length > 3 ? ', …' : ''} alone`
}

function told(value: unknown): string {
  if (value === null) return 'nothing'
  if (typeof value === 'object') return 'an object'
  if (value === undefined) return 'nothing'
  if (typeof value !== 'string') return `the ${typeof value} \`${String(value)}\``
  const start = value.trim().slice(0, 40)
  return `the text \`${visible(start)}${start.length < value.trim().length ? '…' : ''}\``
}

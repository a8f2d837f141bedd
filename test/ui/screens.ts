import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { decode } from '../../src/decode/decode.ts'
import { decodeFlows } from '../../src/decode/flows/flow-reader.ts'
import { type ClusterIndex, indexCluster } from '../../src/engine/cluster-index.ts'
import { FlowGatherer } from '../../src/engine/flow-gatherer.ts'
import type { FlowTable } from '../../src/engine/flow-table.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Effect } from '../../src/store/effect.ts'
import { initialState } from '../../src/store/initial.ts'
import { keymap } from '../../src/store/keymap.ts'
import type { Message } from '../../src/store/message.ts'
import type { Size, State } from '../../src/store/state.ts'
import { update } from '../../src/store/update.ts'
import { plainText } from '../../src/term/line.ts'
import { unicodeGlyphs } from '../../src/ui/glyphs.ts'
import type { Look } from '../../src/ui/look.ts'
import { screenLines } from '../../src/ui/screen-lines.ts'
import { defaultTheme } from '../../src/ui/theme.ts'

export const plainLook: Look = { theme: defaultTheme, glyphs: unicodeGlyphs }

const snapshots = fileURLToPath(new URL('../../snapshots/', import.meta.url))
const indexes = new Map<string, ClusterIndex>()

/** The index of a bundled snapshot; computed once in a test file. */
export function snapshotIndex(name: string): ClusterIndex {
  const known = indexes.get(name)
  if (known !== undefined) return known
  const files = readdirSync(join(snapshots, name), { recursive: true, encoding: 'utf8' }).sort()
  const changes = files.flatMap((file) => {
    const text = /\.(ya?ml|json)$/.test(file) ? readFileSync(join(snapshots, name, file), 'utf8') : ''
    return parseAllDocuments(text).flatMap((document) =>
      unpacked(document.toJS()).flatMap((item) => decode(item, null)),
    )
  })
  const index = indexCluster(applyChanges(emptyCluster, changes))
  indexes.set(name, index)
  return index
}

function unpacked(object: unknown): readonly unknown[] {
  if (typeof object !== 'object' || object === null) return []
  const items = 'items' in object ? object.items : null
  return Array.isArray(items) ? items : [object]
}

/** The flows of a bundled snapshot, or null where it has none. */
export function snapshotFlows(name: string): FlowTable | null {
  const path = join(snapshots, name, 'flows.jsonl')
  if (!existsSync(path)) return null
  const gatherer = new FlowGatherer()
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    for (const flow of decodeFlows(JSON.parse(line))) if (typeof flow !== 'string') gatherer.add(flow)
  }
  return gatherer.table()
}

/** A program in a test: what it shows, and what it asked to be done outside. */
export class Program {
  state: State
  effects: Effect[] = []

  constructor(snapshot: string | null, size: Size = { columns: 120, rows: 36 }) {
    this.state = initialState(size, { opens: snapshot !== null, namespace: null, mouse: false })
    if (snapshot !== null) {
      this.send({ type: 'opening', title: snapshot, paths: [snapshot] })
      this.send({ type: 'cluster', index: snapshotIndex(snapshot) })
      const flows = snapshotFlows(snapshot)
      if (flows !== null) this.send({ type: 'flows', flows })
      this.send({ type: 'opened', now: 0 })
    }
  }

  send(message: Message): this {
    const [state, effects] = update(this.state, message, keymap)
    this.state = state
    this.effects.push(...effects)
    return this
  }

  /** Keys with blanks between them: `l enter ctrl-d`. */
  press(keys: string): this {
    for (const key of keys.split(' ').filter((one) => one !== '')) this.send({ type: 'key', key })
    return this
  }

  /** Letter by letter. */
  type(text: string): this {
    for (const letter of text) this.send({ type: 'key', key: letter === ' ' ? 'space' : letter })
    return this
  }

  /** The screen as text, without the blanks at the ends of its lines. */
  screen(look: Look = plainLook): string {
    const { lines } = screenLines(this.state, keymap, look)
    return lines.map((line) => plainText(line).trimEnd()).join('\n')
  }

  /** One row of the screen, from 0; negative ones from the end. */
  row(at: number): string {
    return this.screen().split('\n').at(at) ?? ''
  }
}

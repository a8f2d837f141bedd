import type { FlowRow, FlowTable } from '../engine/flow-table.ts'
import { hitWords, type Replayed, recordedWords, replay } from '../engine/replay.ts'
import type { FlowHit } from '../model/flow.ts'
import { nounOf } from '../store/counted.ts'
import { flowsShown } from '../store/flow-rows.ts'
import { listCursor } from '../store/list-moves.ts'
import type { FlowsView, State } from '../store/state.ts'
import type { StyledLine } from '../term/line.ts'
import { countOf } from '../text/list.ts'
import { disagreementWords, endWords } from '../text/replay.ts'
import { bytesWords } from '../text/volume.ts'
import { verdictSign } from '../text/words.ts'
import { paintFlowGroups } from './flow-groups.ts'
import { flowStatus } from './flow-status.ts'
import { placedColumns, rowLine, titleLine } from './flow-table.ts'
import { noFlowsWords, windowNotes } from './flow-words.ts'
import { framed } from './frame.ts'
import { paintList } from './list.ts'
import { type Look, run } from './look.ts'
import type { Area, PaintedView } from './view.ts'

/** Recorded flows, the latest first, and below them the one under the cursor: what was recorded beside what the engine says. */
export function paintFlows(state: State, view: FlowsView, look: Look, area: Area): PaintedView {
  if (view.by !== 'flows') return paintFlowGroups(state, view, look, area)
  const rows = flowsShown(state, view)
  const { at } = listCursor(state, view)
  const placed = placedColumns(state.explorer, area.columns - 2)
  const lines = paintList(state, view, look, {
    area,
    title: 'flows',
    aside: '',
    length: rows.length,
    head: () => titleLine(look, placed, state.explorer.flowSort, nounOf(state)),
    row: (row) => rowLine(look, rows.at(row), placed),
    empty: noFlowsWords(state, area.columns - 6) ?? ['no flow matches the filter', 'esc clears it'],
    preview: (width, height) => flowPane(state, rows.at(at), look, { width, rows: height }),
  })
  return { lines, ...flowStatus(state, view, look, statusWords(state.flows, look)) }
}

function statusWords(flows: FlowTable | null, look: Look): StyledLine {
  if (flows === null) return []
  const words = ` ${countOf(flows.rows.length, 'distinct flow')} of ${countOf(flows.records, 'record')}`
  return [run(look, words, 'faint'), ...windowNotes(flows, look)]
}

interface Size {
  readonly width: number
  readonly rows: number
}

function flowPane(state: State, row: FlowRow | undefined, look: Look, size: Size): readonly StyledLine[] {
  const title =
    row === undefined ? '' : `${endWords(row.flow.source)} ${look.glyphs.crumb} ${endWords(row.flow.destination)}`
  const frame = { ...size, focused: false, title: [run(look, title)], aside: [], foot: [], footAside: [] }
  if (row === undefined || state.index === null) return framed(look, frame, [])
  const { flow } = row
  const { enforced, pending } = replay(state.index, flow)
  const { bytesIn, bytesOut, packetsIn, packetsOut } = flow.counts
  const volume = `in ${volumeWords(bytesIn, packetsIn)}, out ${volumeWords(bytesOut, packetsOut)}`
  return framed(look, frame, [
    ...scopeLines(look, 'ENFORCED', flow.enforced, enforced),
    ...scopeLines(look, 'PENDING', flow.pending, pending),
    [run(look, ` reported by ${flow.reporter}: ${volume}`, 'faint')],
  ])
}

/** `780 B (13 packets)`. */
function volumeWords(bytes: number, packets: number): string {
  return `${bytesWords(bytes)} (${countOf(packets, 'packet')})`
}

/** What was recorded in a scope, then whether the engine says the same. */
function scopeLines(look: Look, title: string, hits: readonly FlowHit[], replayed: Replayed): readonly StyledLine[] {
  const told = hits.length === 0 ? 'nothing recorded' : hits.map(recordedWords).join(', then ')
  const head: StyledLine = [run(look, ` ${title.padEnd(10)}`, 'heading'), run(look, told)]
  if (replayed.recorded === null) return [head]
  if (replayed.agrees)
    return [head, [run(look, `           ${verdictSign('Allow')} the engine says the same`, 'allow')]]
  const computed = replayed.computedHits.map(hitWords).join(', then ')
  const reason = replayed.reason === null ? '' : disagreementWords[replayed.reason]
  return [
    head,
    [run(look, '           differs from the engine: ', 'problem'), run(look, reason)],
    [run(look, `           computed ${computed}`, 'faint')],
  ]
}

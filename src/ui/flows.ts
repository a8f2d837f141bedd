import type { FlowRow, FlowTable } from '../engine/flow-table.ts'
import { hitWords, type Replayed, recordedWords, replay } from '../engine/replay.ts'
import type { Flow, FlowHit } from '../model/flow.ts'
import { flowFields } from '../store/flow-filter.ts'
import { filteredFlows, flowsShown } from '../store/flow-rows.ts'
import { listCursor } from '../store/list-moves.ts'
import type { FlowsView, State } from '../store/state.ts'
import { fitText, type StyledLine } from '../term/line.ts'
import { clock } from '../text/clock.ts'
import { countOf, grouped } from '../text/list.ts'
import { disagreementWords, endWords } from '../text/replay.ts'
import { verdictSign } from '../text/words.ts'
import { filterStatus } from './filter-status.ts'
import { paintFlowGroups } from './flow-groups.ts'
import { framed } from './frame.ts'
import { paintList } from './list.ts'
import { type Look, run } from './look.ts'
import type { Area, PaintedView } from './view.ts'

/** Recorded flows, the latest first, and below them the one under the cursor: what was recorded beside what the engine says. */
export function paintFlows(state: State, view: FlowsView, look: Look, area: Area): PaintedView {
  if (view.by !== 'flows') return paintFlowGroups(state, view, look, area)
  const rows = flowsShown(state, view)
  const { at } = listCursor(state, view)
  const lines = paintList(state, view, look, {
    area,
    title: 'flows',
    aside: state.flows === null ? '' : windowWords(state.flows),
    length: rows.length,
    row: (row, width) => flowRow(look, rows[row], width),
    empty: ['no flow matches the filter', 'esc clears it'],
    preview: (width, height) => flowPane(state, rows[at], look, { width, rows: height }),
  })
  const problem = filteredFlows(state, view)?.problem ?? null
  const total = state.flows?.rows.length ?? 0
  const filter = { filter: view.filter, problem, shown: rows.length, total, noun: 'flows', fields: flowFields }
  const typed = filterStatus(look, filter)
  if (typed !== null)
    return { lines, status: { left: typed.line, right: [] }, cursor: view.filter.typing ? typed.cursor : null }
  return { lines, status: { left: statusWords(state.flows, look), right: [] }, cursor: null }
}

function windowWords({ from, to }: FlowTable): string {
  return from === null || to === null ? '' : `${clock(from)} to ${clock(to)}`
}

function statusWords(flows: FlowTable | null, look: Look): StyledLine {
  if (flows === null) return []
  const bad = flows.bad === 0 ? [] : [run(look, `  ${countOf(flows.bad, 'record')} could not be read`, 'problem')]
  const dropped = flows.dropped === 0 ? [] : [run(look, `  ${grouped(flows.dropped)} older ones let go`, 'problem')]
  const words = ` ${countOf(flows.rows.length, 'distinct flow')} of ${countOf(flows.records, 'record')}`
  return [run(look, words, 'faint'), ...bad, ...dropped]
}

/** ` 14:01:52  dev/netshoot  catfacts/db-*  tcp 3306  dst  ✗ Deny  end of tier platform   3`. Narrow lists leave out the time and
 * what decided, which stand below: the ends matter most. */
function flowRow(look: Look, row: FlowRow | undefined, width: number): StyledLine {
  if (row === undefined) return []
  const { flow, connections } = row
  const { ellipsis } = look.glyphs
  const isWide = width >= 100
  const portWidth = isWide ? 12 : 10
  const room = Math.max(20, width - (isWide ? 10 : 1) - portWidth - 5 - 8 - 7)
  const end = Math.floor(room * (isWide ? 0.36 : 0.5))
  const by = isWide ? room - 2 * end : 0
  const role = flow.action === 'Allow' ? 'allow' : 'deny'
  return [
    run(look, isWide ? ` ${clock(flow.end)} ` : ' ', 'faint'),
    run(look, `${fitText(endWords(flow.source), end - 1, ellipsis)} `),
    run(look, `${fitText(endWords(flow.destination), end - 1, ellipsis)} `),
    run(look, fitText(`${flow.protocol} ${flow.port ?? ''}`, portWidth, ellipsis), 'accent'),
    run(look, `${flow.reporter.padEnd(4)} `, 'faint'),
    run(look, `${verdictSign(flow.action)} ${flow.action.padEnd(6)}`, role),
    run(look, fitText(decidedBy(flow), by, ellipsis), 'faint'),
    run(look, `${grouped(connections).padStart(6)} `),
  ]
}

function decidedBy(flow: Flow): string {
  const last = flow.enforced.at(-1)
  if (last === undefined) return ''
  if (last.type === 'profile') return last.profile === null ? 'no profile allows' : `profile ${last.profile}`
  if (last.type === 'end-of-tier') return `end of tier ${last.tier}`
  return `${last.policy?.name ?? ''}${last.rule === null ? '' : ` #${last.rule}`}`
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
  const volume = `${grouped(bytesIn)} bytes in ${grouped(packetsIn)} packets, ${grouped(bytesOut)} out in ${grouped(packetsOut)}`
  return framed(look, frame, [
    ...scopeLines(look, 'ENFORCED', flow.enforced, enforced),
    ...scopeLines(look, 'PENDING', flow.pending, pending),
    [run(look, ` reported by ${flow.reporter}: ${volume}`, 'faint')],
  ])
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

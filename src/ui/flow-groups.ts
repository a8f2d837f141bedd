import type { FlowGroup } from '../engine/flow-groups.ts'
import { visible } from '../model/visible.ts'
import { flowFields } from '../store/flow-filter.ts'
import { filteredFlows, flowsShown, groupsShown } from '../store/flow-rows.ts'
import { listCursor } from '../store/list-moves.ts'
import type { FlowsView, State } from '../store/state.ts'
import { fitText, type StyledLine } from '../term/line.ts'
import { countOf, grouped } from '../text/list.ts'
import { filterStatus } from './filter-status.ts'
import { framed } from './frame.ts'
import { paintList } from './list.ts'
import { type Look, run } from './look.ts'
import type { Area, PaintedView } from './view.ts'

/** Flows by namespaces or workloads, where something was denied first; below, what talks to what around the source under the cursor. */
export function paintFlowGroups(state: State, view: FlowsView, look: Look, area: Area): PaintedView {
  const groups = groupsShown(state, view)
  const { at } = listCursor(state, view)
  const lines = paintList(state, view, look, {
    area,
    title: `flows by ${view.by}`,
    aside: 'tab: by what',
    length: groups.length,
    row: (row, width) => groupRow(look, groups[row], width),
    empty: ['no flow matches the filter', 'esc clears it'],
    preview: (width, rows) => neighboursPane(groups, groups[at], look, { width, rows }),
  })
  const problem = filteredFlows(state, view)?.problem ?? null
  const total = state.flows?.rows.length ?? 0
  const shown = flowsShown(state, view).length
  const filter = { filter: view.filter, problem, shown, total, noun: 'flows', fields: flowFields }
  const typed = filterStatus(look, filter)
  if (typed !== null) {
    return { lines, status: { left: typed.line, right: [] }, cursor: view.filter.typing ? typed.cursor : null }
  }
  const words = ` ${countOf(groups.length, 'pair')} of ${countOf(total, 'distinct flow')}`
  return { lines, status: { left: [run(look, words, 'faint')], right: [] }, cursor: null }
}

/** ` catfacts/worker  catfacts/db   tcp 3306   12   3 denied`. */
function groupRow(look: Look, group: FlowGroup | undefined, width: number): StyledLine {
  if (group === undefined) return []
  const { ellipsis } = look.glyphs
  const room = Math.max(20, width - 1 - 8 - 14)
  const end = Math.floor(room * (group.ports.length === 0 ? 0.5 : 0.38))
  const denied = group.denied === 0 ? '' : `${grouped(group.denied)} denied`
  return [
    run(look, ` ${fitText(visible(group.source), end - 1, ellipsis)} `),
    run(look, `${fitText(visible(group.destination), end - 1, ellipsis)} `),
    run(look, fitText(group.ports.join(', '), room - 2 * end, ellipsis), 'accent'),
    run(look, grouped(group.connections).padStart(7)),
    run(look, denied.padStart(14), 'deny'),
    run(look, ' '),
  ]
}

/** What the source of a pair talks to, and who talks to it. */
function neighboursPane(
  groups: readonly FlowGroup[],
  here: FlowGroup | undefined,
  look: Look,
  size: { readonly width: number; readonly rows: number },
): readonly StyledLine[] {
  const title = here === undefined ? '' : `around ${visible(here.source)}`
  const frame = { ...size, focused: false, title: [run(look, title)], aside: [], foot: [], footAside: [] }
  if (here === undefined) return framed(look, frame, [])
  const out = groups.filter((group) => group.source === here.source)
  const into = groups.filter((group) => group.destination === here.source)
  // The ports of a pair are asked for where it is on screen.
  const all = [
    ...out.map((group) => ['to  ', group.destination, group] as const),
    ...into.map((group) => ['from', group.source, group] as const),
  ].slice(0, size.rows)
  const line = (arrow: string, name: string, group: FlowGroup): StyledLine => [
    run(look, ` ${arrow} `, 'accent'),
    run(look, fitText(visible(name), 40, look.glyphs.ellipsis)),
    run(look, ` ${grouped(group.connections).padStart(6)}`, 'faint'),
    run(look, group.denied === 0 ? '' : `  ${grouped(group.denied)} denied`, 'deny'),
    run(look, `  ${group.ports.join(', ')}`, 'faint'),
  ]
  return framed(
    look,
    frame,
    all.map(([arrow, name, group]) => line(arrow, name, group)),
  )
}

import type { FlowGroup } from '../engine/flow-groups.ts'
import type { Neighbours } from '../engine/neighbours.ts'
import { visible } from '../model/visible.ts'
import { nounOf } from '../store/counted.ts'
import { groupsShown } from '../store/flow-rows.ts'
import { listCursor } from '../store/list-moves.ts'
import { neighboursShown } from '../store/neighbours.ts'
import type { FlowsView, State } from '../store/state.ts'
import { fitText, type StyledLine } from '../term/line.ts'
import { clock } from '../text/clock.ts'
import type { GroupColumnName } from '../text/flow-cells.ts'
import { countOf, grouped } from '../text/list.ts'
import { bytesWords } from '../text/volume.ts'
import { fitWorkload } from './flow-names.ts'
import { flowStatus } from './flow-status.ts'
import { countTitle, titleCell } from './flow-table.ts'
import { noFlowsWords } from './flow-words.ts'
import { framed } from './frame.ts'
import { paintList } from './list.ts'
import { type Look, run } from './look.ts'
import { edgeLine } from './neighbours.ts'
import type { Area, PaintedView } from './view.ts'

/** Flows by namespaces or workloads, where something was denied first; below, what talks to what around the source under the cursor. */
export function paintFlowGroups(state: State, view: FlowsView, look: Look, area: Area): PaintedView {
  const groups = groupsShown(state, view)
  const here = groups.at(listCursor(state, view).at)
  const widths = widthsOf(view, area.columns - 2)
  const lines = paintList(state, view, look, {
    area,
    title: `flows by ${view.by}`,
    aside: 'tab: by what',
    length: groups.length,
    head: () => headLine(state, look, widths),
    row: (row) => groupRow(look, groups.at(row), widths),
    empty: noFlowsWords(state, area.columns - 6) ?? ['no flow matches the filter', 'esc clears it'],
    preview: (width, rows) =>
      view.by === 'workloads'
        ? neighboursPane(neighboursOfSource(state, view, here), here, look, { width, rows })
        : pairPane(here, nounOf(state), look, { width, rows }),
  })
  const words = ` ${countOf(groups.length, 'pair')} of ${countOf(state.flows?.rows.length ?? 0, 'distinct flow')}`
  return { lines, ...flowStatus(state, view, look, [run(look, words, 'faint')]) }
}

type Widths = readonly (readonly [column: GroupColumnName, width: number])[]

/** What a list of pairs has room for: the ends, ports where workloads are shown, connections and what was denied, then volumes. */
function widthsOf({ by }: FlowsView, width: number): Widths {
  const ports = by === 'workloads' ? 14 : 0
  const fixed = [
    ['connections', 8],
    ['denied', 9],
  ] as const
  const more =
    width >= 110
      ? ([
          ['bytes', 9],
          ['last seen', 9],
        ] as const)
      : []
  const taken = [...fixed, ...more].reduce((all, [, each]) => all + each + 1, 1) + (ports === 0 ? 0 : ports + 1)
  const end = Math.max(16, Math.floor((width - taken - 2) / 2))
  return [
    ['source', end],
    ['destination', end],
    ...(ports === 0 ? [] : ([['ports', ports]] as const)),
    ...fixed,
    ...more,
  ]
}

const rightOnes: ReadonlySet<GroupColumnName> = new Set<GroupColumnName>([
  'connections',
  'denied',
  'bytes',
  'last seen',
])

function headLine(state: State, look: Look, widths: Widths): StyledLine {
  const { column: sorted, descending } = state.explorer.groupSort
  return widths.flatMap(([column, width]) => {
    const title = column === 'connections' ? countTitle(nounOf(state), width) : column
    return titleCell(look, title, { width, isRight: rightOnes.has(column) }, sorted === column ? descending : null)
  })
}

/** ` catfacts/worker  catfacts/db   tcp 3306   12   ✗ 3 denied`. */
function groupRow(look: Look, group: FlowGroup | undefined, widths: Widths): StyledLine {
  if (group === undefined) return []
  return widths.flatMap(([column, width]) => [run(look, ' '), cellOf(look, group, column, width)])
}

function cellOf(look: Look, group: FlowGroup, column: GroupColumnName, width: number): StyledLine[number] {
  const { ellipsis, deny } = look.glyphs
  switch (column) {
    case 'source':
    case 'destination':
      return run(look, fitWorkload(look, group[column], width))
    case 'ports':
      return run(look, fitText(group.ports.join(', '), width, ellipsis), 'accent')
    case 'connections':
    case 'packets':
      return run(look, grouped(group[column]).padStart(width))
    case 'denied':
      return run(look, (group.denied === 0 ? '' : `${deny} ${grouped(group.denied)}`).padStart(width), 'deny')
    case 'bytes':
      return run(look, bytesWords(group.bytes).padStart(width), 'faint')
    case 'last seen':
      return run(look, clock(group.lastSeen).padStart(width), 'faint')
  }
}

interface Size {
  readonly width: number
  readonly rows: number
}

function paneOf(look: Look, { width, rows }: Size, title: string, lines: readonly StyledLine[]): readonly StyledLine[] {
  const frame = { width, rows, focused: false, title: [run(look, title)], aside: [], foot: [], footAside: [] }
  return framed(look, frame, lines)
}

function neighboursOfSource(state: State, view: FlowsView, here: FlowGroup | undefined): Neighbours {
  return neighboursShown(state, { workload: here?.source ?? '', filter: view.filter })
}

/** What the source of a pair talks to, and who talks to it. */
function neighboursPane(
  { callers, callees }: Neighbours,
  here: FlowGroup | undefined,
  look: Look,
  size: Size,
): readonly StyledLine[] {
  if (here === undefined) return paneOf(look, size, '', [])
  const lines = [
    ...callees.map((edge) => [run(look, ' to   ', 'accent'), ...edgeLine(look, edge, size.width - 8)]),
    ...callers.map((edge) => [run(look, ' from ', 'accent'), ...edgeLine(look, edge, size.width - 8)]),
  ]
  return paneOf(look, size, `around ${visible(here.source)}: F walks there`, lines.slice(0, size.rows))
}

/** A pair of namespaces in words. */
function pairPane(group: FlowGroup | undefined, noun: string, look: Look, size: Size): readonly StyledLine[] {
  if (group === undefined) return paneOf(look, size, '', [])
  const denied = group.denied === 0 ? 'none denied' : `${grouped(group.denied)} denied`
  return paneOf(look, size, `${visible(group.source)} ${look.glyphs.crumb} ${visible(group.destination)}`, [
    [
      run(look, ` ${countOf(group.connections, noun)}, `),
      run(look, denied, group.denied === 0 ? 'allow' : 'deny'),
      run(look, `  in ${countOf(group.flows, 'distinct flow')}, ${bytesWords(group.bytes)}`, 'faint'),
    ],
    [run(look, ` last seen ${clock(group.lastSeen)}`, 'faint')],
    [],
    [run(look, ' enter shows its workloads, M the matrix', 'faint')],
  ])
}

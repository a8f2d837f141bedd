import type { Edge, Neighbours } from '../engine/neighbours.ts'
import { visible } from '../model/visible.ts'
import { nounOf } from '../store/counted.ts'
import { decidersShown } from '../store/flow-rows.ts'
import { edgeDetails, edgeUnderCursor, neighbourCursor, neighbourRows, neighboursShown } from '../store/neighbours.ts'
import type { NeighbourSide, NeighboursView, State } from '../store/state.ts'
import { clipLine, fitText, type StyledLine } from '../term/line.ts'
import { clock } from '../text/clock.ts'
import { countOf, grouped } from '../text/list.ts'
import { bytesWords, shortCount } from '../text/volume.ts'
import { deciderLines } from './flow-deciders.ts'
import { fitWorkload } from './flow-names.ts'
import { flowStatus } from './flow-status.ts'
import { framed } from './frame.ts'
import { beside, fitted, type Look, run, underCursor } from './look.ts'
import type { Area, PaintedView } from './view.ts'

/** The service graph around one workload: on the left what talks to it, on the right what it talks to, below the edge under the
 * cursor port by port. */
export function paintNeighbours(state: State, view: NeighboursView, look: Look, area: Area): PaintedView {
  const { callers, callees } = neighboursShown(state, view)
  const rows = neighbourRows(state)
  const left = Math.floor(area.columns / 2)
  const list = (side: NeighbourSide, edges: readonly Edge[], width: number) => ({
    width,
    lines: sideList(state, view, look, { side, edges, width, rows }),
  })
  const lines = [
    fitted(look, middleLine(view, look, { callers, callees }), area.columns),
    ...beside(look, [list('callers', callers, left), list('callees', callees, area.columns - left)], rows + 2),
    ...edgePane(state, view, look, area.columns),
  ]
  const words = ` ${countOf(callers.length, 'caller')}, ${countOf(callees.length, 'destination')}`
  return { lines, ...flowStatus(state, view, look, [run(look, words, 'faint')]) }
}

/** ` ▸ in 12, 3 denied ▸  catfacts/db  ▸ out 4 ▸`, in the middle of the screen. */
function middleLine(view: NeighboursView, look: Look, { callers, callees }: Neighbours): StyledLine {
  const { crumb } = look.glyphs
  const words = (edges: readonly Edge[]): StyledLine => {
    const [all, denied] = [sumOf(edges, 'connections'), sumOf(edges, 'denied')]
    return [
      run(look, grouped(all)),
      ...(denied === 0 ? [] : [run(look, ` ${look.glyphs.deny} ${grouped(denied)} denied`, 'deny')]),
    ]
  }
  return [
    run(look, '  in ', 'faint'),
    ...words(callers),
    run(look, `  ${crumb}  `, 'accent'),
    run(look, visible(view.workload), 'heading'),
    run(look, `  ${crumb}  `, 'accent'),
    run(look, 'out ', 'faint'),
    ...words(callees),
  ]
}

function sumOf(edges: readonly Edge[], what: 'connections' | 'denied'): number {
  return edges.reduce((all, edge) => all + edge[what], 0)
}

interface SideShape {
  readonly side: NeighbourSide
  readonly edges: readonly Edge[]
  readonly width: number
  readonly rows: number
}

function sideList(
  state: State,
  view: NeighboursView,
  look: Look,
  { side, edges, width, rows }: SideShape,
): readonly StyledLine[] {
  const { at, top } = neighbourCursor(state, view, side)
  const focused = view.side === side
  const shown = edges.slice(top, top + rows).map((edge, row) => {
    const line = fitted(look, [run(look, ' '), ...edgeLine(look, edge, width - 4)], width - 2)
    return top + row === at && focused ? underCursor(line, true) : line
  })
  const below = edges.length - top - rows
  const frame = {
    width,
    rows,
    focused,
    title: [run(look, side === 'callers' ? 'what talks to it' : 'what it talks to', 'heading')],
    aside: [run(look, grouped(edges.length), 'faint')],
    foot: [],
    footAside: below > 0 ? [run(look, `${look.glyphs.more.down}${below}`, 'faint')] : [],
  }
  const empty = [
    [],
    [run(look, side === 'callers' ? '  nothing was seen calling it' : '  nothing was seen leaving it', 'faint')],
  ]
  return framed(look, frame, edges.length === 0 ? empty : shown)
}

/** `✗ catfacts/db  svc db  tcp 3306   3/12`: denied of all. */
export function edgeLine(look: Look, edge: Edge, width: number): StyledLine {
  const { deny, allow, ellipsis } = look.glyphs
  const isDenied = edge.denied > 0
  const count = isDenied ? `${shortCount(edge.denied)}/${shortCount(edge.connections)}` : shortCount(edge.connections)
  const ports = edge.ports.map(({ port }) => port).join(', ')
  const service = edge.service === null ? '' : `svc ${edge.service.split('/').at(-1) ?? ''}  `
  const room = Math.max(10, width - 2 - 9)
  const name = Math.max(10, Math.min(visible(edge.peer).length + 1, Math.floor(room * 0.66)))
  return clipLine(
    [
      run(look, `${isDenied ? deny : allow} `, isDenied ? 'deny' : 'allow'),
      run(look, fitWorkload(look, edge.peer, name)),
      run(look, fitText(` ${visible(service)}${visible(ports)}`, room - name, ellipsis), 'accent'),
      run(look, count.padStart(9), isDenied ? 'deny' : 'plain'),
    ],
    width,
  )
}

function edgePane(state: State, view: NeighboursView, look: Look, width: number): readonly StyledLine[] {
  const edge = edgeUnderCursor(state, view)
  const { crumb } = look.glyphs
  const ends = edge === null ? [] : view.side === 'callers' ? [edge.peer, view.workload] : [view.workload, edge.peer]
  const frame = {
    width,
    rows: edgeDetails - 2,
    focused: false,
    title: [run(look, ends.map((name) => visible(name)).join(` ${crumb} `))],
    aside: edge === null ? [] : [run(look, `last seen ${clock(edge.lastSeen)}`, 'faint')],
    foot: [],
    footAside: [],
  }
  if (edge === null) return framed(look, frame, [])
  const by = edge.service === null ? [] : [run(look, `  by service ${visible(edge.service)}`, 'accent')]
  const head: StyledLine = [
    run(look, ` ${countOf(edge.connections, nounOf(state))}`),
    run(look, edge.denied === 0 ? '' : `, ${grouped(edge.denied)} denied`, 'deny'),
    run(look, `  ${bytesWords(edge.bytes)} in ${countOf(edge.packets, 'packet')}`, 'faint'),
    ...by,
  ]
  const ports = edge.ports.map(
    ({ port, connections, denied }): StyledLine => [
      run(look, `   ${denied > 0 ? look.glyphs.deny : look.glyphs.allow} `, denied > 0 ? 'deny' : 'allow'),
      run(look, fitText(visible(port), 12, look.glyphs.ellipsis), 'accent'),
      run(look, ` ${grouped(connections)}`),
      run(look, denied === 0 ? '' : `, ${grouped(denied)} denied`, 'deny'),
    ],
  )
  const [source = '', destination = ''] = ends
  const decided = deciderLines(
    look,
    decidersShown(state, { filter: view.filter, by: 'workloads' }, [source, destination]),
  )
  return framed(look, frame, [head, ...ports.slice(0, 3), ...decided])
}

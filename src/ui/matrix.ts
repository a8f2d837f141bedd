import type { FlowGroup } from '../engine/flow-groups.ts'
import { visible } from '../model/visible.ts'
import { decidersShown } from '../store/flow-rows.ts'
import { type Matrix, type MatrixShape, matrixCursors, matrixDetails, matrixOf, matrixShape } from '../store/matrix.ts'
import type { MatrixView, State } from '../store/state.ts'
import { fitMiddle, fitText, type StyledLine } from '../term/line.ts'
import { clock } from '../text/clock.ts'
import { countOf, grouped } from '../text/list.ts'
import { bytesWords, shortCount } from '../text/volume.ts'
import { deciderLines } from './flow-deciders.ts'
import { fitWorkload } from './flow-names.ts'
import { flowStatus } from './flow-status.ts'
import { noFlowsWords } from './flow-words.ts'
import { framed } from './frame.ts'
import { fitted, type Look, run, underCursor } from './look.ts'
import type { Area, PaintedView } from './view.ts'

/** Recorded flows, source by destination: in each cell whether something was denied, and how many connections; below, the cell under
 * the cursor in words. The heads stay when the matrix is larger than the screen. */
export function paintMatrix(state: State, view: MatrixView, look: Look, area: Area): PaintedView {
  const matrix = matrixOf(state, view)
  const shape = matrixShape(state, view)
  const { down, across } = matrixCursors(state, view)
  const columns = matrix.destinations.slice(across.top, across.top + shape.columns)
  const body = matrix.sources.slice(down.top, down.top + shape.rows).map((source, row): StyledLine => {
    const isHere = down.top + row === down.at
    const cells = columns.flatMap((_, column) => {
      const isUnder = isHere && across.top + column === across.at
      return cellRuns(look, matrix.cell(down.top + row, across.top + column), shape.cell, isUnder)
    })
    return [run(look, ` ${fitWorkload(look, source, shape.head - 2)} `, isHere ? 'strong' : 'plain'), ...cells]
  })
  const heads = headLines(view, look, { matrix, shape, from: across.top, at: across.at })
  const none = noFlowsWords(state, area.columns - 6) ?? ['no flow matches the filter: esc clears it']
  const empty = [[], ...none.map((text) => [run(look, `  ${text}`, 'faint')])]
  const frame = {
    width: area.columns,
    rows: shape.rows + heads.length,
    focused: true,
    title: [run(look, `source by destination, by ${view.by}`, 'heading')],
    aside: [run(look, edgesOfWindow(look, matrix, shape, across.top), 'faint')],
    foot: [],
    footAside: belowWords(look, matrix.sources.length - down.top - shape.rows),
  }
  const lines = [
    ...framed(look, frame, matrix.sources.length === 0 ? empty : [...heads, ...body]),
    ...cellPane(state, view, look, area.columns),
  ]
  const words = ` ${countOf(matrix.sources.length, 'source')} by ${countOf(matrix.destinations.length, 'destination')}`
  return { lines, ...flowStatus(state, view, look, [run(look, words, 'faint')]) }
}

function belowWords(look: Look, below: number): StyledLine {
  return below > 0 ? [run(look, `${look.glyphs.more.down}${below}`, 'faint')] : []
}

/** `‹2 destinations 5›`: how many columns stand left and right of the window. */
function edgesOfWindow(look: Look, { destinations }: Matrix, { columns }: MatrixShape, from: number): string {
  const right = Math.max(0, destinations.length - from - columns)
  if (from === 0 && right === 0) return ''
  const { more } = look.glyphs
  return `${from === 0 ? '' : `${more.left}${from} `}destinations${right === 0 ? '' : ` ${right}${more.right}`}`
}

interface Heads {
  readonly matrix: Matrix
  readonly shape: MatrixShape
  readonly from: number
  readonly at: number
}

/** The destinations over their columns, the one under the cursor strong; workloads with their namespaces over them. */
function headLines(view: MatrixView, look: Look, { matrix, shape, from, at }: Heads): readonly StyledLine[] {
  const names = matrix.destinations.slice(from, from + shape.columns).map((name) => visible(name))
  const line = (text: (name: string) => string, corner: string): StyledLine => [
    run(look, fitText(corner, shape.head, ''), 'faint'),
    ...names.map((name, column) =>
      run(
        look,
        `${fitMiddle(text(name), shape.cell - 1, look.glyphs.ellipsis)} `,
        from + column === at ? 'heading' : 'faint',
      ),
    ),
  ]
  if (view.by === 'namespaces') return [line((name) => name, ` source ${look.glyphs.crumb} destination`)]
  const split = (name: string): readonly [string, string] => {
    const slash = name.indexOf('/')
    return slash < 0 ? ['', name] : [name.slice(0, slash), name.slice(slash + 1)]
  }
  return [
    line((name) => split(name)[0], ''),
    line((name) => split(name)[1], ` source ${look.glyphs.crumb} destination`),
  ]
}

/** `✓ 604`, `✗ 3/118` where three of 118 were denied; a dot where nothing was recorded. */
function cellRuns(look: Look, cell: FlowGroup | null, width: number, isUnder: boolean): StyledLine {
  const { allow, deny } = look.glyphs
  const words =
    cell === null
      ? '·'
      : cell.denied === 0
        ? `${allow} ${shortCount(cell.connections)}`
        : `${deny} ${shortCount(cell.denied)}/${shortCount(cell.connections)}`
  const role = cell === null ? 'faint' : cell.denied > 0 ? 'deny' : 'allow'
  const line: StyledLine = [run(look, fitText(words, width - 1, ''), role)]
  return [...(isUnder ? underCursor(line, true) : line), run(look, ' ')]
}

function cellPane(state: State, view: MatrixView, look: Look, width: number): readonly StyledLine[] {
  const matrix = matrixOf(state, view)
  const { down, across } = matrixCursors(state, view)
  const [source, destination] = [matrix.sources[down.at], matrix.destinations[across.at]]
  const title =
    source === undefined || destination === undefined
      ? ''
      : `${visible(source)} ${look.glyphs.crumb} ${visible(destination)}`
  const cell = matrix.cell(down.at, across.at)
  const frame = {
    width,
    rows: matrixDetails - 2,
    focused: false,
    title: [run(look, title)],
    aside: cell === null ? [] : [run(look, `last seen ${clock(cell.lastSeen)}`, 'faint')],
    foot: [],
    footAside: [],
  }
  if (cell === null) return framed(look, frame, title === '' ? [] : [[run(look, ' nothing was recorded', 'faint')]])
  const allowed = cell.connections - cell.denied
  return framed(look, frame, [
    [
      run(look, ` ${look.glyphs.allow} ${grouped(allowed)} allowed`, allowed > 0 ? 'allow' : 'faint'),
      run(look, `   ${look.glyphs.deny} ${grouped(cell.denied)} denied`, cell.denied > 0 ? 'deny' : 'faint'),
      run(look, `   ${bytesWords(cell.bytes)} in ${countOf(cell.packets, 'packet')}`, 'faint'),
      run(look, `   ${countOf(cell.flows, 'distinct flow')}`, 'faint'),
    ],
    ...(cell.ports.length === 0
      ? []
      : [fitted(look, [run(look, ` ${visible(cell.ports.join(', '))}`, 'accent')], width - 2)]),
    ...deciderLines(look, decidersShown(state, view, [cell.source, cell.destination])),
  ])
}

import { type FlowGroup, type GroupPlan, type GroupSums, groupAt, groupBetween } from '../engine/flow-groups.ts'
import { type Cursor, keepInView, type Motion, moveCursor } from './cursor.ts'
import { sumsShown } from './flow-rows.ts'
import { memoLast } from './memo.ts'
import { type MatrixView, type State, withView } from './state.ts'

/** Flows added up, a row for each source and a column for each destination. */
export interface Matrix {
  /** In alphabetical order; what lies outside the cluster comes last. */
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  /** Null where nothing was recorded. */
  cell(source: number, destination: number): FlowGroup | null
  hasDenied(source: number, destination: number): boolean
}

const emptyMatrix: Matrix = { sources: [], destinations: [], cell: () => null, hasDenied: () => false }

/** The matrix of a view; empty without flows. */
export function matrixOf(state: State, view: MatrixView): Matrix {
  const sums = sumsShown(state, view)
  return sums === null ? emptyMatrix : matrix(sums)
}

const matrix = memoLast((sums: GroupSums): Matrix => {
  const { plan, flows, denied } = sums
  const [isSource, isDestination] = [new Uint8Array(plan.names.length), new Uint8Array(plan.names.length)]
  for (let group = 0; group < flows.length; group += 1) {
    if (flows[group] === 0) continue
    isSource[plan.sources[group] ?? 0] = 1
    isDestination[plan.destinations[group] ?? 0] = 1
  }
  const sources = inOrder(plan).filter((id) => isSource[id] === 1)
  const destinations = inOrder(plan).filter((id) => isDestination[id] === 1)
  const groupOf = (source: number, destination: number) =>
    groupBetween(plan, sources[source] ?? -1, destinations[destination] ?? -1)
  const nameOf = (id: number) => plan.names[id] ?? ''
  return {
    sources: Array.from(sources, nameOf),
    destinations: Array.from(destinations, nameOf),
    cell(source, destination) {
      const group = groupOf(source, destination)
      return (flows[group] ?? 0) === 0 ? null : groupAt(sums, group)
    },
    hasDenied: (source, destination) => (denied[groupOf(source, destination)] ?? 0) > 0,
  }
})

/** The names of a plan by their places, in alphabetical order, what lies outside the cluster last. */
const inOrder = memoLast(({ names }: GroupPlan): Int32Array => {
  const keys = names.map((name) => `${/^(public|private) network$/.test(name) ? '1' : '0'}${name}`)
  return Int32Array.from(names.keys()).sort((left, right) => ((keys[left] ?? '') < (keys[right] ?? '') ? -1 : 1))
})

/** How wide things are: the heads of the rows, and a cell. */
export interface MatrixShape {
  readonly head: number
  readonly cell: number
  readonly rows: number
  readonly columns: number
}

/** Rows that the details of a cell take, with their frame. */
export const matrixDetails = 7

/** What of a matrix fits on the screen. */
export function matrixShape(state: State, view: MatrixView): MatrixShape {
  const inner = state.size.columns - 2
  const head = Math.min(34, Math.max(22, Math.floor(inner * 0.28)))
  // Where there is room for all, their names are seen whole.
  const room = Math.floor((inner - head) / Math.max(1, matrixOf(state, view).destinations.length))
  const cell = Math.max(13, Math.min(24, room))
  const rows = state.size.rows - 3 - matrixDetails - 2 - (view.by === 'namespaces' ? 1 : 2)
  return { head, cell, rows: Math.max(1, rows), columns: Math.max(1, Math.floor((inner - head) / cell)) }
}

/** Where the cursor of a matrix stands, inside it: down and across. */
export function matrixCursors(state: State, view: MatrixView): { readonly down: Cursor; readonly across: Cursor } {
  const { sources, destinations } = matrixOf(state, view)
  const shape = matrixShape(state, view)
  return {
    down: keepInView(view.cursor, sources.length, shape.rows),
    across: keepInView(view.across, destinations.length, shape.columns),
  }
}

/** A matrix after a motion down its rows. */
export function moveInMatrix(state: State, view: MatrixView, motion: Motion): State {
  const rows = matrixOf(state, view).sources.length
  return withView(state, { ...view, cursor: moveCursor(view.cursor, motion, rows, matrixShape(state, view).rows) })
}

/** A matrix after a motion along its columns. */
export function moveAcross(state: State, view: MatrixView, motion: Motion): State {
  const columns = matrixOf(state, view).destinations.length
  return withView(state, {
    ...view,
    across: moveCursor(view.across, motion, columns, matrixShape(state, view).columns),
  })
}

/** A matrix with the cursor on the next cell in which something was denied, row by row, round the end; null where there is none. */
export function toDenied(state: State, view: MatrixView, step: 1 | -1): State | null {
  const found = matrixOf(state, view)
  const [rows, columns] = [found.sources.length, found.destinations.length]
  const { down, across } = matrixCursors(state, view)
  const count = rows * columns
  for (let away = 1; away <= count; away += 1) {
    const at = (down.at * columns + across.at + step * away + count * 2) % count
    const [row, column] = [Math.floor(at / columns), at % columns]
    if (!found.hasDenied(row, column)) continue
    const next = moveInMatrix(state, view, { type: 'to', row })
    const moved = next.views.at(-1)
    return moved?.type === 'matrix' ? moveAcross(next, moved, { type: 'to', row: column }) : next
  }
  return null
}

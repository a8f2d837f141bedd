import { nounOf } from '../store/counted.ts'
import { listCursor } from '../store/list-moves.ts'
import type { ColumnsView, State } from '../store/state.ts'
import { flowColumnNames } from '../text/flow-cells.ts'
import { countOf } from '../text/list.ts'
import { paintList } from './list.ts'
import { type Look, run } from './look.ts'
import type { Area, PaintedView } from './view.ts'

/** The columns of the list of flows, those shown marked. */
export function paintColumns(state: State, view: ColumnsView, look: Look, area: Area): PaintedView {
  const { columns } = state.explorer
  const lines = paintList(state, view, look, {
    area,
    title: 'columns of flows',
    aside: 'space: show or hide',
    length: flowColumnNames.length,
    head: null,
    row(at) {
      const column = flowColumnNames[at] ?? 'time'
      const isShown = columns.includes(column)
      return [
        run(look, ` ${isShown ? look.glyphs.allow : ' '} `, 'allow'),
        run(look, column === 'connections' ? `${nounOf(state)}s` : column, isShown ? 'plain' : 'faint'),
        run(look, at === listCursor(state, view).at && !isShown ? '  hidden' : '', 'faint'),
      ]
    },
    empty: [],
    preview: null,
  })
  const words = ` ${countOf(columns.length, 'column')} shown; where the screen is too narrow the less important ones are left out`
  return { lines, status: { left: [run(look, words, 'faint')], right: [] }, cursor: null }
}

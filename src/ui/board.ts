import type { ClusterIndex } from '../engine/cluster-index.ts'
import { type Gap, hidingIn } from '../model/gap.ts'
import { type Board, type BoardTier, boardOf, cursorIn, focusedTier } from '../store/board.ts'
import { type BoardColumn, type BoardLayout, boardLayout } from '../store/board-layout.ts'
import { tierSpark } from '../store/flow-counts.ts'
import type { BoardView, State } from '../store/state.ts'
import { boardSize } from '../store/stops.ts'
import { lineWidth, type StyledLine } from '../term/line.ts'
import { countOf } from '../text/list.ts'
import { tierEndCount } from './board-count.ts'
import { boardGuide, boardStatus } from './board-edges.ts'
import { boardPreview } from './board-preview.ts'
import { policyRow, rowShape } from './board-row.ts'
import { emptyBody } from './empty.ts'
import { framed } from './frame.ts'
import { beside, fitted, type Look, run, underCursor } from './look.ts'
import { stopsPanel } from './stops.ts'
import type { Area, PaintedView } from './view.ts'

/** The board: tiers as columns, their policies in evaluation order, and what is under the cursor on the right. */
export function paintBoard(state: State, view: BoardView, look: Look, area: Area): PaintedView {
  const board = boardOf(state, view)
  if (board === null || state.index === null) return emptyBody(state, look, area)
  const layout = boardLayout(board, view, boardSize(state))
  const painter: Painter = { state, view, look, board, layout, index: state.index }
  const guide = boardGuide(painter, area.columns)
  const blocks = layout.columns.map((column) => ({ width: column.width, lines: tierColumn(painter, column) }))
  const preview = layout.preview === null ? [] : [boardPreview(painter, layout.preview.width)]
  const body = beside(look, [...blocks, ...preview], layout.rows + 2)
  const lines = [guide, ...body, ...stopsPanel(state, look, area.columns)].map((line) =>
    fitted(look, line, area.columns),
  )
  return { lines, ...boardStatus(painter, area.columns) }
}

/** What every part of the board is painted from. */
export interface Painter {
  readonly state: State
  readonly view: BoardView
  readonly look: Look
  readonly board: Board
  readonly layout: BoardLayout
  readonly index: ClusterIndex
}

function tierColumn(painter: Painter, column: BoardColumn): readonly StyledLine[] {
  const { board, view, look, layout } = painter
  const tier = board.tiers[column.place]
  if (tier === undefined) return []
  const isHere = column.place === focusedTier(board, view)
  const focused = isHere && view.pane === 'tiers'
  const frame = { width: column.width, rows: layout.rows, focused }
  if (tier.folded && layout.mode === 'wide') return foldedColumn(painter, tier, { ...frame, isHere })
  const cursor = cursorIn(view, tier, layout.rows)
  const shape = rowShape(tier, column.width)
  const shown = tier.folded ? [] : tier.policies.slice(cursor.top, cursor.top + layout.rows)
  const rows = shown.map((policy, at) => {
    const line = policyRow(painter, policy, shape)
    return isHere && cursor.top + at === cursor.at ? underCursor(line, focused) : line
  })
  const lines = rows.length === 0 ? noPolicies(painter, tier, column.width - 2) : rows
  return framed(
    look,
    {
      ...frame,
      title: [run(look, tier.tier.name, isHere ? 'heading' : 'plain'), ...hiddenMark(painter, tier)],
      aside: [run(look, tierOrder(tier), 'faint')],
      foot: [...endOf(look, tier), ...tierEndWords(painter, tier)],
      footAside: footAside(painter, tier, cursor.top),
    },
    lines,
  )
}

/** The order of a tier as its heading shows it. */
export function tierOrder(tier: BoardTier): string {
  return tier.tier.order === null ? 'no order' : `${tier.tier.order}`
}

/** What happens to traffic that reaches the end of the tier. */
export function endOf(look: Look, tier: BoardTier): StyledLine {
  const action = tier.tier.defaultAction
  return [run(look, `end ${look.glyphs.crumb} `, 'faint'), run(look, action, action === 'Deny' ? 'deny' : 'pass')]
}

/** How often the end of the tier was reached, while flows are counted. */
function tierEndWords({ state, look }: Painter, tier: BoardTier): StyledLine {
  const count = tierEndCount(state, tier.tier.name)
  return count === null ? [] : [run(look, ` ${count}`, 'strong')]
}

/** What is above and below the rows shown; where all are, how busy the tier was while flows are counted. */
function footAside(painter: Painter, tier: BoardTier, top: number): StyledLine {
  const more = moreMark(painter, tier, top)
  if (more.length > 0 || painter.state.settings.counts === 'endpoints') return more
  const { width } = painter.layout.columns.find(({ place }) => painter.board.tiers[place] === tier) ?? { width: 0 }
  const taken = lineWidth(endOf(painter.look, tier)) + lineWidth(tierEndWords(painter, tier)) + 10
  return width - taken < 5
    ? []
    : [run(painter.look, tierSpark(painter.state, tier.tier.name, Math.min(24, width - taken)), 'accent')]
}

function moreMark(painter: Painter, tier: BoardTier, top: number): StyledLine {
  const { look, layout } = painter
  const below = tier.policies.length - top - layout.rows
  const marks = [top > 0 ? `${look.glyphs.more.up}${top}` : '', below > 0 ? `${look.glyphs.more.down}${below}` : '']
  const text = marks.filter((mark) => mark !== '').join(' ')
  return text === '' ? [] : [run(look, text, 'faint')]
}

function noPolicies(painter: Painter, tier: BoardTier, width: number): readonly StyledLine[] {
  const { look } = painter
  const hidden = tier.total > 0
  const words =
    hidden && tier.folded
      ? [`folded: ${countOf(tier.total, 'policy')}`, 'enter unfolds it']
      : hidden
        ? [`none of ${tier.total} shown`, painter.board.filter.active ? 'esc clears the filter' : 's shows staged']
        : emptyWords(gapsOf(painter, tier))
  return [[], ...words.map((text) => fitted(look, [run(look, `  ${text}`, 'faint')], width))]
}

/** What it means that no policy of a tier was read. */
function emptyWords(gaps: readonly Gap[]): readonly string[] {
  if (gaps.length === 0) return ['no policies:', 'traffic skips', 'this tier']
  if (gaps.some(({ because }) => because === 'hidden')) return ['locked: its', 'policies may', 'be hidden (A)']
  if (gaps.every(({ because }) => because === 'loading' || because === 'unasked')) return ['still being', 'read']
  return ['none seen,', 'some may be', 'hidden (L)']
}

/** What may hide policies of a tier. */
function gapsOf({ index }: Painter, { tier }: BoardTier): readonly Gap[] {
  return hidingIn(index.cluster.gaps.values(), tier.name)
}

/** A mark for a tier of which some policies may be hidden; what is still being read needs none. */
function hiddenMark(painter: Painter, tier: BoardTier): StyledLine {
  const hides = gapsOf(painter, tier).some(({ because }) => because !== 'loading' && because !== 'unasked')
  return hides ? [run(painter.look, ' ?', 'unknown')] : []
}

interface FoldedFrame {
  readonly width: number
  readonly rows: number
  readonly focused: boolean
  readonly isHere: boolean
}

/** A narrow column, where tiers stand side by side: the name from top to bottom, then how many policies there are. */
function foldedColumn(painter: Painter, tier: BoardTier, frame: FoldedFrame): readonly StyledLine[] {
  const { look } = painter
  const role = frame.isHere ? 'strong' : 'faint'
  const room = Math.max(0, frame.rows - 2)
  const letters = [...tier.tier.name].slice(0, room).map((letter) => [run(look, letter, role)])
  const isSure = tier.total > 0 || gapsOf(painter, tier).length === 0
  const count = tier.total > 9 ? '+' : isSure ? `${tier.total}` : '?'
  const gap = Array.from({ length: Math.max(1, frame.rows - letters.length - 1) }, () => [])
  const lines = [...letters, ...gap, [run(look, count, role)]]
  const edges = { title: [], aside: [], foot: [], footAside: [] }
  return framed(look, { ...edges, width: frame.width, rows: frame.rows, focused: frame.focused }, lines)
}

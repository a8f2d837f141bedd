import { keepInView } from '../store/cursor.ts'
import type { Scene } from '../store/trace-scene.ts'
import type { StyledLine } from '../term/line.ts'
import { type Line, roleOf, type Span, span } from '../text/styled.ts'
import { clipText, lineWidth, textWidth } from '../text/width.ts'
import { fitted, type Look, painted, underCursor } from './look.ts'
import { rowAt, type StepRow, stepRows } from './trace-rows.ts'
import type { Area } from './view.ts'

/** The list of steps, a row for each policy, tier and outcome; the one under the cursor is always in it. */
export function stepLines(look: Look, scene: Scene, area: Area): readonly StyledLine[] {
  const rows = stepRows(scene)
  const current = rowAt(rows, scene.at)
  const { top } = keepInView({ at: current, top: 0 }, rows.length, area.rows)
  return rows.slice(top, top + area.rows).map((row, at) => {
    const isCurrent = top + at === current
    const isAhead = scene.at > 0 && top + at > current
    const line = fitted(
      look,
      painted(look, rowLine(scene, row, { columns: area.columns, isAhead, isCurrent })),
      area.columns,
    )
    return isCurrent ? underCursor(line, true) : line
  })
}

interface Setting {
  readonly columns: number
  readonly isAhead: boolean
  readonly isCurrent: boolean
}

function rowLine(scene: Scene, row: StepRow, { columns, isAhead, isCurrent }: Setting): Line {
  const indent = ' '.repeat(row.depth === 0 ? 1 : row.depth === 1 ? 2 : 3)
  const note = noteOf(scene, row, isCurrent)
  const mark = row.mark === '' ? '' : `${row.mark} `
  const room = columns - indent.length - textWidth(mark) - lineWidth(note) - 1
  const text = clipText(row.text, Math.max(4, room))
  const gap = ' '.repeat(Math.max(1, room - textWidth(text) + 1))
  const role = isAhead && row.depth > 0 ? 'faint' : row.depth === 0 ? 'heading' : row.mark === '-' ? 'faint' : 'plain'
  return [span(indent), span(mark, row.role), span(text, role), span(gap), ...note]
}

/** The words at the right edge: the outcome, or how far we are in the rules of the policy under the cursor. */
function noteOf(scene: Scene, row: StepRow, isCurrent: boolean): Line {
  const uncertain: readonly Span[] = row.isUncertain ? [span('? ', 'unknown')] : []
  const steps = row.to - row.from + 1
  if (isCurrent && steps > 1) return [...uncertain, span(`${scene.at - row.from + 1}/${steps} `, 'faint')]
  if (row.note === 'Allow' || row.note === 'Deny' || row.note === 'Pass')
    return [...uncertain, span(`${row.note} `, roleOf(row.note))]
  return [...uncertain, span(row.note === '' ? '' : `${row.note} `, 'faint')]
}

import { ansiLine } from './ansi.ts'
import type { Grid } from './grid.ts'
import type { Run, StyledLine } from './line.ts'
import { styleOf } from './style.ts'

/** A row of a grid as runs of equal style, blanks at the end left out. */
export function gridLine(grid: Grid, row: number): StyledLine {
  const runs: Run[] = []
  const start = row * grid.columns
  let end = grid.columns
  while (end > 0 && grid.texts[start + end - 1] === ' ' && grid.styles[start + end - 1] === 0) end -= 1
  for (let from = 0; from < end; ) {
    const id = grid.styles[start + from] ?? 0
    let to = from + 1
    while (to < end && grid.styles[start + to] === id) to += 1
    runs.push({ text: grid.texts.slice(start + from, start + to).join(''), style: styleOf(id) })
    from = to
  }
  return runs
}

/** The screen as text: one line for each row, blanks at their ends left out. */
export function screenText(grid: Grid): string {
  const rows = Array.from({ length: grid.rows }, (_, row) => {
    const start = row * grid.columns
    return grid.texts
      .slice(start, start + grid.columns)
      .join('')
      .trimEnd()
  })
  return `${rows.join('\n')}\n`
}

/** The screen as text with colours, as `cat` shows it in a terminal. */
export function screenAnsi(grid: Grid): string {
  const rows = Array.from({ length: grid.rows }, (_, row) => ansiLine(gridLine(grid, row)))
  return `${rows.join('\n')}\n`
}

import { type Line, span } from './styled.ts'
import { lineWidth, padLine } from './width.ts'

/** How a column of a table stands: to the left unless it holds numbers. */
export type Align = 'left' | 'right'

export interface TableOptions {
  /** Names of the columns, or null for a table without a heading. */
  readonly heading: readonly string[] | null
  /** By column; those not given stand to the left. */
  readonly align: readonly Align[]
  /** Columns of spaces before each line. */
  readonly indent: number
  /** Columns of spaces between two columns. */
  readonly gap: number
}

const USUAL: TableOptions = { heading: null, align: [], indent: 0, gap: 2 }

/** Rows of cells as lines, each column as wide as its widest cell. Nothing is cut, and no line ends in spaces. */
export function table(rows: readonly (readonly Line[])[], options: Partial<TableOptions> = {}): readonly Line[] {
  const { heading, align, indent, gap } = { ...USUAL, ...options }
  const all = heading === null ? rows : [heading.map((name): Line => [span(name, 'heading')]), ...rows]
  const widths: number[] = []
  for (const row of all) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, lineWidth(cell))
  }
  const margin = indent > 0 ? [span(' '.repeat(indent))] : []
  return all.map((row) => {
    const cells = row.flatMap((cell, column): Line => {
      const width = widths[column] ?? 0
      const before = column === 0 ? '' : ' '.repeat(gap)
      if (align[column] === 'right') return [span(before + ' '.repeat(width - lineWidth(cell))), ...cell]
      return [span(before), ...padLine(cell, width)]
    })
    return trimEnd([...margin, ...cells.filter((part) => part.text !== '')])
  })
}

/** The line without spaces at its end. */
export function trimEnd(line: Line): Line {
  const kept = [...line]
  while (kept.length > 0) {
    const last = kept[kept.length - 1]
    if (last === undefined) break
    const text = last.text.trimEnd()
    if (text === last.text) break
    kept.pop()
    if (text !== '') {
      kept.push({ ...last, text })
      break
    }
  }
  return kept
}

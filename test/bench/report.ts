/** One measured figure: the best of several runs. */
export interface Row {
  readonly what: string
  /** How to measure it again; null where it has no command of its own. */
  readonly command: string | null
  readonly figure: number
  readonly unit: 'ms' | 'MB' | 'MB a minute' | 'bytes' | 'a second' | 'records' | 'times' | '%'
  /** What it must stay under; null for figures to compare with. */
  readonly goal: number | null
}

/** Figures as a table, the goal and how much of it is used beside each. */
export function table(rows: readonly Row[]): string {
  const cells = [['what', 'figure', 'goal', 'used', 'command'], ...rows.map(cellsOf)]
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? []
  const lineOf = (row: readonly string[]) =>
    row.map((cell, column) =>
      column === 1 || column === 2 || column === 3
        ? cell.padStart(widths[column] ?? 0)
        : cell.padEnd(widths[column] ?? 0),
    )
  return cells.map((row) => lineOf(row).join('  ').trimEnd()).join('\n')
}

function cellsOf({ what, command, figure, unit, goal }: Row): string[] {
  const over = goal !== null && figure > goal ? ' !' : ''
  const used = goal === null || goal === 0 ? over : `${Math.round((figure / goal) * 100)} %${over}`
  return [what, `${number(figure)} ${unit}`, goal === null ? '' : `${number(goal)} ${unit}`, used, command ?? '']
}

function number(value: number): string {
  return Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(0)
}

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

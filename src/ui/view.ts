import type { StyledLine } from '../term/line.ts'
import type { Sides } from './look.ts'

/** A rectangle to be painted, in cells. */
export interface Area {
  readonly columns: number
  readonly rows: number
}

/**
 * A view as painted by a pure function of the State: the lines of the body (an area between the heading and the status line), and
 * what the status line says. A toast, a chord or a count takes the place of the status while it lasts.
 */
export interface PaintedView {
  readonly lines: readonly StyledLine[]
  readonly status: Sides
  /** Where the terminal's cursor stands while something is typed; `row` may be `status`. */
  readonly cursor: { readonly row: number | 'status'; readonly column: number } | null
}

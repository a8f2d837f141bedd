import { type Line, type Role, span } from '../../text/styled.ts'
import type { ObjectRef } from '../object.ts'

/** One thing in the description of an object: a line of text, wrapped where it is shown. */
export interface Item {
  readonly line: Line
  /** At the right end of the line where there is room for it; else left out. */
  readonly aside: Line
  /** What opens from here, or null. */
  readonly target: ObjectRef | null
  /** By how many cells the continuation of a wrapped line is indented. */
  readonly hang: number
  /** The cursor stops only on `entry`. */
  readonly type: 'entry' | 'text' | 'heading' | 'blank'
}

export const blank: Item = { line: [], aside: [], target: null, hang: 0, type: 'blank' }

/** A heading, with a count or a remark behind it. */
export function heading(text: string, remark = ''): Item {
  const line = remark === '' ? [span(text, 'heading')] : [span(text, 'heading'), span(`  ${remark}`, 'faint')]
  return { line, aside: [], target: null, hang: 0, type: 'heading' }
}

/** A line to read. */
export function text(line: Line | string, hang = 0, role: Role = 'plain'): Item {
  return { line: typeof line === 'string' ? [span(line, role)] : line, aside: [], target: null, hang, type: 'text' }
}

/** A line that the cursor stops on and that opens something. */
export function entry(
  line: Line,
  target: ObjectRef | null,
  options: { readonly hang?: number; readonly aside?: Line } = {},
): Item {
  return { line, aside: options.aside ?? [], target, hang: options.hang ?? 0, type: 'entry' }
}

/** `name      value`, the names in a column of twelve cells. */
export function fact(name: string, value: Line | string, target: ObjectRef | null = null): Item {
  const line = [span(name.padEnd(factWidth), 'faint'), ...(typeof value === 'string' ? [span(value)] : value)]
  return { line, aside: [], target, hang: factWidth, type: target === null ? 'text' : 'entry' }
}

const factWidth = 12

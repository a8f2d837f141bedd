import { visible } from '../model/visible.ts'

/** What a piece of text means; a theme gives each a look, and no meaning is carried by the look alone. */
export type Role =
  | 'plain'
  | 'strong'
  | 'faint'
  | 'heading'
  | 'key'
  | 'accent'
  | 'allow'
  | 'deny'
  | 'pass'
  | 'log'
  | 'staged'
  | 'unknown'
  | 'problem'
  | 'match'

/** A run of text in one role. It holds no control characters. */
export interface Span {
  readonly text: string
  readonly role: Role
}

/** One line of text, without its end. */
export type Line = readonly Span[]

/** A run of text, plain unless said otherwise. What came from input and would steer a terminal is written out (`visible`). */
export function span(text: string, role: Role = 'plain'): Span {
  return { text: visible(text, Number.POSITIVE_INFINITY), role }
}

/** The line without its looks. */
export function plainText(line: Line): string {
  return line.map((part) => part.text).join('')
}

/** The role in which an action or a verdict is shown. */
export function roleOf(action: 'Allow' | 'Deny' | 'Pass' | 'Log' | 'Mixed'): Role {
  return action === 'Mixed' ? 'unknown' : ROLES[action]
}

const ROLES = { Allow: 'allow', Deny: 'deny', Pass: 'pass', Log: 'log' } as const

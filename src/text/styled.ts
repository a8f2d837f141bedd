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

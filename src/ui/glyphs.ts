/** The characters of frames and marks. Each is one cell wide. */
export interface Glyphs {
  readonly light: Corners
  readonly heavy: Corners
  readonly ellipsis: string
  readonly cursor: string
  readonly ingress: string
  readonly egress: string
  readonly staged: string
  readonly problem: string
  readonly allow: string
  readonly deny: string
  readonly pass: string
  readonly log: string
  readonly crumb: string
  readonly more: { readonly left: string; readonly right: string; readonly up: string; readonly down: string }
  readonly dot: string
  readonly bar: string
  readonly opens: string
  readonly caret: string
}

interface Corners {
  readonly topLeft: string
  readonly topRight: string
  readonly bottomLeft: string
  readonly bottomRight: string
  readonly across: string
  readonly down: string
}

const light = { topLeft: '╭', topRight: '╮', bottomLeft: '╰', bottomRight: '╯', across: '─', down: '│' }
const heavy = { topLeft: '┏', topRight: '┓', bottomLeft: '┗', bottomRight: '┛', across: '━', down: '┃' }

export const unicodeGlyphs: Glyphs = {
  light,
  heavy,
  ellipsis: '…',
  cursor: '▶',
  ingress: '↓',
  egress: '↑',
  staged: '~',
  problem: '!',
  allow: '✓',
  deny: '✗',
  pass: '»',
  log: '≡',
  crumb: '▸',
  more: { left: '‹', right: '›', up: '▴', down: '▾' },
  dot: '●',
  bar: '│',
  opens: '›',
  caret: '▏',
}

const plainLight = { topLeft: '+', topRight: '+', bottomLeft: '+', bottomRight: '+', across: '-', down: '|' }
const plainHeavy = { topLeft: '#', topRight: '#', bottomLeft: '#', bottomRight: '#', across: '=', down: '#' }

export const asciiGlyphs: Glyphs = {
  light: plainLight,
  heavy: plainHeavy,
  ellipsis: '~',
  cursor: '>',
  ingress: 'i',
  egress: 'e',
  staged: '~',
  problem: '!',
  allow: 'v',
  deny: 'x',
  pass: '>',
  log: '=',
  crumb: '>',
  more: { left: '<', right: '>', up: '^', down: 'v' },
  dot: '*',
  bar: '|',
  opens: '>',
  caret: '_',
}

import { clipLine as clipStyled, fitLine, lineWidth, type Run, restyle, type StyledLine } from '../term/line.ts'
import type { Line, Role } from '../text/styled.ts'
import type { Glyphs } from './glyphs.ts'
import { type Theme, themed } from './theme.ts'

/** How things are drawn: the look of each role and the characters of frames and marks. */
export interface Look {
  readonly theme: Theme
  readonly glyphs: Glyphs
}

/** Two ends of a line. */
export interface Sides {
  readonly left: StyledLine
  readonly right: StyledLine
}

/** A run of text in the look of a role. */
export function run(look: Look, text: string, role: Role = 'plain'): Run {
  return { text, style: look.theme.roles[role] }
}

/** A line of text in its looks. */
export function painted(look: Look, line: Line): StyledLine {
  return themed(line, look.theme)
}

/** A line of exactly `width` cells. */
export function fitted(look: Look, line: StyledLine, width: number): StyledLine {
  return fitLine(line, width, look.theme.roles.plain, look.glyphs.ellipsis)
}

/** The left part, blanks, the right part at the edge; where both do not fit, the left one is cut. */
export function spread(look: Look, sides: Sides, width: number): StyledLine {
  const wide = lineWidth(sides.right)
  if (wide >= width) return fitted(look, sides.right, width)
  return [...fitted(look, sides.left, width - wide), ...sides.right]
}

/** The line as the row under the cursor: inverse where the pane has the keys, bold elsewhere. */
export function underCursor(line: StyledLine, focused: boolean): StyledLine {
  return restyle(line, focused ? { inverse: true, dim: false, fg: null } : { bold: true, dim: false })
}

/** A block of lines, each `width` cells wide. */
export interface Block {
  readonly width: number
  readonly lines: readonly StyledLine[]
}

/** Blocks side by side; shorter ones are filled up with blanks. */
export function beside(look: Look, blocks: readonly Block[], rows: number): readonly StyledLine[] {
  return Array.from({ length: rows }, (_, row) =>
    blocks.flatMap((block) => block.lines[row] ?? [run(look, ' '.repeat(block.width))]),
  )
}

/** Lines with a block laid over them, its upper left corner at `left`, `top`. */
export function overlaid(
  lines: readonly StyledLine[],
  block: Block,
  at: { readonly left: number; readonly top: number },
): readonly StyledLine[] {
  return lines.map((line, row) => {
    const over = block.lines[row - at.top]
    return over === undefined ? line : [...clipStyled(line, at.left), ...over, ...behind(line, at.left + block.width)]
  })
}

/** What stands behind the first `cells` cells of a line. A wide character that is cut leaves a blank. */
function behind(line: StyledLine, cells: number): StyledLine {
  const kept: Run[] = []
  let at = 0
  for (const part of line) {
    const wide = lineWidth([part])
    if (at >= cells) kept.push(part)
    else if (at + wide > cells) kept.push(cutStart(part, cells - at))
    at += wide
  }
  return kept
}

function cutStart(part: Run, cells: number): Run {
  const head = clipStyled([part], cells)
  const rest = part.text.slice(head.reduce((sum, one) => sum + one.text.length, 0))
  if (lineWidth(head) === cells) return { text: rest, style: part.style }
  return { text: ` ${[...rest].slice(1).join('')}`, style: part.style }
}

/** The line with every place of some words (lower case) marked as found. */
export function highlighted(look: Look, line: StyledLine, words: readonly string[]): StyledLine {
  const wanted = words.filter((word) => word !== '')
  if (wanted.length === 0) return line
  const text = line
    .map((part) => part.text)
    .join('')
    .toLowerCase()
  const found = new Set<number>()
  for (const word of wanted) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      for (let offset = 0; offset < word.length; offset += 1) found.add(at + offset)
    }
  }
  if (found.size === 0) return line
  let start = 0
  return line.flatMap((part) => {
    const pieces = split(part.text, (at) => found.has(start + at))
    start += part.text.length
    return pieces.map((piece) => ({ text: piece.text, style: piece.isFound ? marked(look, part) : part.style }))
  })
}

function marked(look: Look, part: Run): Run['style'] {
  const { underline, bold } = look.theme.roles.match
  return { ...part.style, underline, bold, dim: false }
}

interface Piece {
  readonly text: string
  readonly isFound: boolean
}

/** A text in pieces that are found or not, in turn. */
function split(text: string, isFound: (at: number) => boolean): readonly Piece[] {
  const pieces: Piece[] = []
  let start = 0
  for (let at = 1; at <= text.length; at += 1) {
    if (at < text.length && isFound(at) === isFound(start)) continue
    pieces.push({ text: text.slice(start, at), isFound: isFound(start) })
    start = at
  }
  return pieces
}

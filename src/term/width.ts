import stringWidth from 'string-width'

/** One character as people see it, with the cells it takes: 1 or 2. */
export interface Grapheme {
  readonly text: string
  readonly width: number
}

const segmenter = new Intl.Segmenter()
/** Letters of Latin scripts, punctuation, arrows, frames, blocks and the signs we draw with: one cell each, whatever follows. */
const simple = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25fc\u2713\u2717]*$/
const control = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/
const controls = new RegExp(control.source, 'g')
const widths = new Map<string, number>()

/** Control characters as pictures of themselves (`␛`), those of C1 and of writing direction as `�`; a tab becomes a blank.
 * The rest unchanged. Nothing that comes out moves a cursor or turns the direction of writing. */
export function visible(text: string): string {
  if (!control.test(text)) return text
  return text.replace(controls, (char) => {
    const code = char.charCodeAt(0)
    if (code === 9) return ' '
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '␡' : '�'
  })
}

/** Whether each UTF-16 unit of a text is a character of one cell: nearly all text here, and much faster to lay out. */
export function isSimple(text: string): boolean {
  return simple.test(text)
}

function clusterWidth(text: string): number {
  const known = widths.get(text)
  if (known !== undefined) return known
  if (widths.size > 20_000) widths.clear()
  const width = Math.min(2, stringWidth(text))
  widths.set(text, width)
  return width
}

/** The characters of a text as the screen has them: made visible first, those without any width joined to the one before. */
export function graphemes(text: string): readonly Grapheme[] {
  const safe = visible(text)
  if (simple.test(safe)) return Array.from(safe, (char) => ({ text: char, width: 1 }))
  const found: Grapheme[] = []
  for (const { segment } of segmenter.segment(safe)) {
    const width = clusterWidth(segment)
    if (width > 0) found.push({ text: segment, width })
  }
  return found
}

/** The cells a text takes on the screen. */
export function textWidth(text: string): number {
  if (simple.test(text)) return text.length
  return graphemes(text).reduce((sum, part) => sum + part.width, 0)
}

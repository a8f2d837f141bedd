import { isWide } from './wide-ranges.ts'

/** One character as people see it, with the cells it takes: 1 or 2. */
export interface Grapheme {
  readonly text: string
  readonly width: number
}

/** Letters of Latin, Greek and Cyrillic, punctuation, arrows, mathematical signs, frames, blocks and the signs we draw with:
 * one cell each, whatever follows. */
const simple =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2500-\u25fc\u2713\u2717]*$/
const control = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/
const controls = new RegExp(control.source, 'g')

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

/** What only the rare text needs. Made when the first one comes: it takes some ten milliseconds. */
interface Segmenting {
  readonly segmenter: Intl.Segmenter
  /** A character that may join others: marks, joiners, flags, skin tones, parts of Korean syllables. */
  readonly joining: RegExp
  readonly zeroWidth: RegExp
  readonly picture: RegExp
}

let segmenting: Segmenting | null = null

function makeSegmenting(): Segmenting {
  return {
    segmenter: new Intl.Segmenter(),
    joining:
      /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Regional_Indicator}\p{Emoji_Modifier}\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/u,
    zeroWidth: /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Cs}]*$/u,
    picture: /\ufe0f|\u20e3|\p{Emoji_Modifier}|\p{Regional_Indicator}{2}|\u200d\p{Extended_Pictographic}/u,
  }
}

/** The cells of what people see as one character. */
function clusterWidth(cluster: string, { zeroWidth, picture }: Segmenting): number {
  if (zeroWidth.test(cluster)) return 0
  const first = Array.from(cluster).find((char) => !zeroWidth.test(char)) ?? ''
  const isPicture = cluster.length > first.length && picture.test(cluster)
  return isPicture || isWide(first.codePointAt(0) ?? 0) ? 2 : 1
}

function clusters(text: string): readonly Grapheme[] {
  segmenting ??= makeSegmenting()
  const all = segmenting
  if (!all.joining.test(text)) {
    return Array.from(text, (char) => ({ text: char, width: isWide(char.codePointAt(0) ?? 0) ? 2 : 1 }))
  }
  const found = Array.from(all.segmenter.segment(text), ({ segment }) => ({
    text: segment,
    width: clusterWidth(segment, all),
  }))
  return found.filter((part) => part.width > 0)
}

const known = new Map<string, readonly Grapheme[]>()

/** The characters of a text as the screen has them, made visible; those without any width are left out. */
export function graphemes(text: string): readonly Grapheme[] {
  const before = known.get(text)
  if (before !== undefined) return before
  const safe = visible(text)
  const parts = isSimple(safe) ? Array.from(safe, (char) => ({ text: char, width: 1 })) : clusters(safe)
  if (known.size > 5000) known.clear()
  if (text.length < 500) known.set(text, parts)
  return parts
}

/** The cells a text takes on the screen. */
export function textWidth(text: string): number {
  if (isSimple(text)) return text.length
  return graphemes(text).reduce((sum, part) => sum + part.width, 0)
}

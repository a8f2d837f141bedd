/** One of the terminal's own 16 colours, or an exact one as `#rrggbb` (brought down to what the terminal can show). */
export type Color = BasicColor | `#${string}`

export type BasicColor = (typeof basicColors)[number]

/** In the order of their numbers, 0 to 15. */
export const basicColors = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'bright-black',
  'bright-red',
  'bright-green',
  'bright-yellow',
  'bright-blue',
  'bright-magenta',
  'bright-cyan',
  'bright-white',
] as const

const basicNumbers = new Map<string, number>(basicColors.map((name, number) => [name, number]))

/** The number of one of the 16 colours, 0 to 15; null for an exact one. */
export function basicNumber(color: Color): number | null {
  return basicNumbers.get(color) ?? null
}

/** How a cell looks. Null is the terminal's own foreground or background. */
export interface Style {
  readonly fg: Color | null
  readonly bg: Color | null
  readonly bold: boolean
  readonly dim: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly inverse: boolean
  readonly strike: boolean
}

/** The look of text nobody styled. */
export const plain: Style = {
  fg: null,
  bg: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
}

/** A style from what differs from plain: `style({ fg: 'red', bold: true })`. */
export function style(difference: Partial<Style>): Style {
  return { ...plain, ...difference }
}

/** How many colours are written: none at all (bold, dim and inverse stay), 16, 256 or all. */
export type ColorDepth = 'never' | '16' | '256' | 'true'

const ids = new Map<string, number>()
const styles: Style[] = []

function keyOf(value: Style): string {
  const flags =
    (value.bold ? 1 : 0) |
    (value.dim ? 2 : 0) |
    (value.italic ? 4 : 0) |
    (value.underline ? 8 : 0) |
    (value.inverse ? 16 : 0) |
    (value.strike ? 32 : 0)
  return `${flags},${value.fg ?? ''},${value.bg ?? ''}`
}

const idOfObject = new WeakMap<Style, number>()

/** A small number for a style, equal for equal styles; plain is 0. */
export function styleId(value: Style): number {
  const known = idOfObject.get(value)
  if (known !== undefined) return known
  const key = keyOf(value)
  let id = ids.get(key)
  if (id === undefined) {
    id = styles.push(value) - 1
    ids.set(key, id)
  }
  idOfObject.set(value, id)
  return id
}

/** The style of a number that `styleId` gave. */
export function styleOf(id: number): Style {
  return styles[id] ?? plain
}

styleId(plain)

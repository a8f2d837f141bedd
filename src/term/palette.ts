import { basicNumber, type Color, type Style } from './style.ts'

/** The colours a picture of the screen is drawn in, since a picture has no terminal to ask. */
export interface Palette {
  readonly background: string
  readonly foreground: string
  readonly frame: string
  readonly title: string
  /** The 16 colours in the order of their numbers. */
  readonly colors: readonly string[]
}

/** A dark palette of even contrast: every colour reads on the background, dimmed too. */
export const darkPalette: Palette = {
  background: '#171a24',
  foreground: '#cdd5ee',
  frame: '#2b3042',
  title: '#8189a6',
  colors: [
    '#2b3042',
    '#f77e8e',
    '#a5d977',
    '#e8be72',
    '#82aaf9',
    '#c8a2f4',
    '#74d3e0',
    '#b6bfdc',
    '#6b7491',
    '#ff97a4',
    '#bdeb94',
    '#f5d394',
    '#a3c2ff',
    '#dabfff',
    '#97e6f0',
    '#eef1fb',
  ],
}

function channels(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/** `share` of one colour over another. */
function mixed(over: string, under: string, share: number): string {
  const below = channels(under)
  const parts = channels(over).map((part, at) => Math.round(part * share + (below[at] ?? 0) * (1 - share)))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

function exact(color: Color, palette: Palette): string {
  const number = basicNumber(color)
  return number === null ? color : (palette.colors[number] ?? palette.foreground)
}

/** The colours of a cell: what is drawn and what is behind it, null where that is the background. */
export function cellColors(style: Style, palette: Palette): { readonly ink: string; readonly behind: string | null } {
  const fg = style.fg === null ? palette.foreground : exact(style.fg, palette)
  const bg = style.bg === null ? null : exact(style.bg, palette)
  if (style.inverse)
    return { ink: bg ?? palette.background, behind: style.dim ? mixed(fg, palette.background, 0.7) : fg }
  return { ink: style.dim ? mixed(fg, bg ?? palette.background, 0.6) : fg, behind: bg }
}

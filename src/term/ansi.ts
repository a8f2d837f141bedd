import type { Run, StyledLine } from './line.ts'
import { transition } from './sgr.ts'
import { basicColors, type Color, plain, type Style, styleId } from './style.ts'

const cubeSteps = [0, 95, 135, 175, 215, 255]

function hex(red: number, green: number, blue: number): Color {
  return `#${((1 << 24) | (red << 16) | (green << 8) | blue).toString(16).slice(1)}`
}

/** One of the 256 colours as one of the 16 or an exact one. */
export function indexedColor(number: number): Color {
  if (number < 16) return basicColors[number] ?? 'white'
  if (number >= 232) return hex(8 + (number - 232) * 10, 8 + (number - 232) * 10, 8 + (number - 232) * 10)
  const cube = number - 16
  const step = (divisor: number): number => cubeSteps[Math.floor(cube / divisor) % 6] ?? 0
  return hex(step(36), step(6), step(1))
}

const flags: Readonly<Record<number, Partial<Style>>> = {
  0: plain,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { fg: null },
  49: { bg: null },
}

function extended(codes: readonly number[], at: number): { readonly color: Color | null; readonly used: number } {
  if (codes[at + 1] === 5) return { color: indexedColor(codes[at + 2] ?? 0), used: 3 }
  if (codes[at + 1] === 2) return { color: hex(codes[at + 2] ?? 0, codes[at + 3] ?? 0, codes[at + 4] ?? 0), used: 5 }
  return { color: null, used: 1 }
}

function apply(before: Style, parameters: string): Style {
  const codes = parameters === '' ? [0] : parameters.split(/[;:]/).map(Number)
  let now = before
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0
    if (code === 38 || code === 48) {
      const { color, used } = extended(codes, at)
      now = { ...now, [code === 38 ? 'fg' : 'bg']: color }
      at += used - 1
    } else now = { ...now, ...(flags[code] ?? basicChange(code)) }
  }
  return now
}

function basicChange(code: number): Partial<Style> {
  if (code >= 30 && code < 38) return { fg: basicColors[code - 30] ?? null }
  if (code >= 40 && code < 48) return { bg: basicColors[code - 40] ?? null }
  if (code >= 90 && code < 98) return { fg: basicColors[code - 82] ?? null }
  return code >= 100 && code < 108 ? { bg: basicColors[code - 92] ?? null } : {}
}

/** SGR first; then any other escape sequence, whole, which is dropped. */
const sequence = /\x1b\[([0-9;:]*)m|\x1b(?:\[[\x20-\x3f]*[\x40-\x7e]|[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|[\x20-\x7e])/g

/** One line of text with colours, as Ink and chalk write it. Of escape sequences only colours and weights count. */
export function parseAnsiLine(text: string): StyledLine {
  const runs: Run[] = []
  let now: Style = plain
  let from = 0
  const take = (until: number): void => {
    if (until > from) runs.push({ text: text.slice(from, until), style: now })
  }
  for (const found of text.matchAll(sequence)) {
    take(found.index)
    if (found[1] !== undefined) now = apply(now, found[1])
    from = found.index + found[0].length
  }
  take(text.length)
  return runs
}

/** A line as text with colours. It starts from the plain look and ends in it. */
export function ansiLine(line: StyledLine): string {
  let out = ''
  let before = 0
  for (const run of line) {
    const id = styleId(run.style)
    out += transition(before, id, 'true') + run.text
    before = id
  }
  return out + transition(before, 0, 'true')
}

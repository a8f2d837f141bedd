import { basicNumber, type Color, type ColorDepth, type Style, styleOf } from './style.ts'

/** The 16 colours as most terminals show them, to find the nearest. */
const basicRgb: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
]

type Rgb = readonly [number, number, number]

function rgbOf(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function distance(a: Rgb, b: Rgb): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2
}

function nearestBasic(rgb: Rgb): number {
  let best = 0
  basicRgb.forEach((candidate, number) => {
    if (distance(rgb, candidate) < distance(rgb, basicRgb[best] ?? candidate)) best = number
  })
  return best
}

const cubeSteps = [0, 95, 135, 175, 215, 255]

function nearestStep(value: number): number {
  let best = 0
  cubeSteps.forEach((step, number) => {
    if (Math.abs(step - value) < Math.abs((cubeSteps[best] ?? 0) - value)) best = number
  })
  return best
}

function nearest256([r, g, b]: Rgb): number {
  const cube = [nearestStep(r), nearestStep(g), nearestStep(b)].map(Number)
  const [cr = 0, cg = 0, cb = 0] = cube
  const grey = Math.max(0, Math.min(23, Math.round(((r + g + b) / 3 - 8) / 10)))
  const level = 8 + grey * 10
  const cubeRgb: Rgb = [cubeSteps[cr] ?? 0, cubeSteps[cg] ?? 0, cubeSteps[cb] ?? 0]
  return distance([r, g, b], [level, level, level]) < distance([r, g, b], cubeRgb)
    ? 232 + grey
    : 16 + 36 * cr + 6 * cg + cb
}

function basicCode(number: number, base: 30 | 40): string {
  return String(number < 8 ? base + number : base + 52 + number)
}

function colorCode(color: Color, base: 30 | 40, depth: ColorDepth): string {
  const number = basicNumber(color)
  if (number !== null) return basicCode(number, base)
  const rgb = rgbOf(color)
  if (depth === 'true') return `${base + 8};2;${rgb.join(';')}`
  return depth === '256' ? `${base + 8};5;${nearest256(rgb)}` : basicCode(nearestBasic(rgb), base)
}

const switches = [
  ['bold', '1', '22'],
  ['dim', '2', '22'],
  ['italic', '3', '23'],
  ['underline', '4', '24'],
  ['inverse', '7', '27'],
  ['strike', '9', '29'],
] as const

function codesFrom(before: Style, after: Style, depth: ColorDepth): string[] {
  const codes: string[] = []
  // One code ends both bold and dim, so what remains of the two is said again after it.
  const endsWeight = (before.bold && !after.bold) || (before.dim && !after.dim)
  for (const [name, on, off] of switches) {
    const weight = name === 'bold' || name === 'dim'
    if (weight && endsWeight) {
      if (name === 'bold') codes.push(off)
      if (after[name]) codes.push(on)
    } else if (before[name] !== after[name]) codes.push(after[name] ? on : off)
  }
  if (depth === 'never') return codes
  if (before.fg !== after.fg) codes.push(after.fg === null ? '39' : colorCode(after.fg, 30, depth))
  if (before.bg !== after.bg) codes.push(after.bg === null ? '49' : colorCode(after.bg, 40, depth))
  return codes
}

const known = new Map<string, string>()

/** The shortest sequence that turns the look of one style number into that of another; empty when they look alike. */
export function transition(before: number, after: number, depth: ColorDepth): string {
  if (before === after) return ''
  const key = `${depth}${before},${after}`
  let found = known.get(key)
  if (found === undefined) {
    const change = codesFrom(styleOf(before), styleOf(after), depth).join(';')
    const afresh = codesFrom(styleOf(0), styleOf(after), depth).join(';')
    const reset = afresh === '' ? '' : `0;${afresh}`
    found = change === '' ? '' : `\x1b[${change.length < reset.length ? change : reset}m`
    known.set(key, found)
  }
  return found
}

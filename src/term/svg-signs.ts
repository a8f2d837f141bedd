/** A cell of a picture, in pixels. */
export interface CellBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The arms of a line sign: up, right, down, left; 0 none, 1 light, 2 heavy, 3 double. */
const arms: Readonly<Record<string, string>> = {
  '─': '0101',
  '│': '1010',
  '┌': '0110',
  '┐': '0011',
  '└': '1100',
  '┘': '1001',
  '├': '1110',
  '┤': '1011',
  '┬': '0111',
  '┴': '1101',
  '┼': '1111',
  '━': '0202',
  '┃': '2020',
  '┏': '0220',
  '┓': '0022',
  '┗': '2200',
  '┛': '2002',
  '┣': '2220',
  '┫': '2022',
  '┳': '0222',
  '┻': '2202',
  '╋': '2222',
  '┠': '2120',
  '┨': '2021',
  '┯': '0212',
  '┷': '1202',
  '┝': '1210',
  '┥': '1012',
  '═': '0303',
  '║': '3030',
  '╌': '0101',
  '┄': '0101',
}

/** Corners drawn as quarter circles: the two arms they join. */
const corners: Readonly<Record<string, string>> = { '╭': '0110', '╮': '0011', '╰': '1100', '╯': '1001' }

/** Blocks as the part of the cell they fill (left, top, right, bottom, from 0 to 1) and how densely. */
const blocks: Readonly<Record<string, readonly [number, number, number, number, number]>> = {
  '█': [0, 0, 1, 1, 1],
  '▓': [0, 0, 1, 1, 0.75],
  '▒': [0, 0, 1, 1, 0.5],
  '░': [0, 0, 1, 1, 0.25],
  '▀': [0, 0, 1, 0.5, 1],
  '▔': [0, 0, 1, 0.125, 1],
  '▐': [0.5, 0, 1, 1, 1],
  '▕': [0.875, 0, 1, 1, 1],
  ...Object.fromEntries(Array.from('▁▂▃▄▅▆▇', (sign, at) => [sign, [0, 1 - (at + 1) / 8, 1, 1, 1] as const])),
  ...Object.fromEntries(Array.from('▏▎▍▌▋▊▉', (sign, at) => [sign, [0, 0, (at + 1) / 8, 1, 1] as const])),
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** A bar from the middle of the cell to one of its edges, filled. */
function arm(box: CellBox, side: number, weight: number): string {
  const half = weight === 2 ? 1.25 : 0.6
  const x = box.left + box.width / 2
  const y = box.top + box.height / 2
  const [from, to] = [
    [
      [x - half, box.top],
      [x + half, y + half],
    ],
    [
      [x - half, y - half],
      [box.left + box.width, y + half],
    ],
    [
      [x - half, y - half],
      [x + half, box.top + box.height],
    ],
    [
      [box.left, y - half],
      [x + half, y + half],
    ],
  ][side] ?? [[], []]
  const [left = 0, top = 0] = from ?? []
  const [right = 0, bottom = 0] = to ?? []
  return `M${number(left)} ${number(top)}H${number(right)}V${number(bottom)}H${number(left)}z`
}

function doubleArm(box: CellBox, side: number): string {
  const isFlat = side % 2 === 1
  return [-1.6, 1.6]
    .map((by) => arm({ ...box, left: box.left + (isFlat ? 0 : by), top: box.top + (isFlat ? by : 0) }, side, 1))
    .join('')
}

/** A quarter circle from the edge above or below to the one at the side, as a stroke. */
function corner(box: CellBox, sides: string): string {
  const x = box.left + box.width / 2
  const y = box.top + box.height / 2
  const radius = Math.min(box.width, box.height) / 2
  const toRight = sides[1] === '1'
  const toBottom = sides[2] === '1'
  const edgeX = toRight ? box.left + box.width : box.left
  const edgeY = toBottom ? box.top + box.height : box.top
  const bend = toBottom ? y + radius : y - radius
  const arc = `A${number(radius)} ${number(radius)} 0 0 ${toRight === toBottom ? 1 : 0} ${number(edgeX)} ${number(y)}`
  return `M${number(x)} ${number(edgeY)}V${number(bend)}${arc}`
}

/** What draws a sign without a font. */
export type Drawing =
  | { readonly type: 'fill'; readonly path: string }
  | { readonly type: 'stroke'; readonly path: string }
  | { readonly type: 'block'; readonly box: CellBox; readonly opacity: number }

/** How to draw frames and blocks so that they meet exactly, whatever the font; null for a sign that is text. */
export function drawSign(sign: string, box: CellBox): Drawing | null {
  const line = arms[sign]
  if (line !== undefined) {
    const path = Array.from(line, (weight, side) => {
      if (weight === '0') return ''
      return weight === '3' ? doubleArm(box, side) : arm(box, side, Number(weight))
    })
    return { type: 'fill', path: path.join('') }
  }
  const round = corners[sign]
  if (round !== undefined) return { type: 'stroke', path: corner(box, round) }
  const block = blocks[sign]
  if (block === undefined) return null
  const [left, top, right, bottom, opacity] = block
  const part = {
    left: box.left + left * box.width,
    top: box.top + top * box.height,
    width: (right - left) * box.width,
    height: (bottom - top) * box.height,
  }
  return { type: 'block', box: part, opacity }
}

import type { Grid } from './grid.ts'
import { cellColors, darkPalette, type Palette } from './palette.ts'
import { type Style, styleOf } from './style.ts'
import { type CellBox, drawSign } from './svg-signs.ts'

const cellWidth = 9
const cellHeight = 19
const fontSize = 15
const margin = 14
const titleHeight = 34
const fonts = "'JetBrains Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"

/** What stands around the screen in a picture. */
export interface PictureOptions {
  /** In the bar of the window. */
  readonly title: string
  readonly palette: Palette
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}

function boxOf(column: number, row: number, cells: number): CellBox {
  const left = margin + column * cellWidth
  return { left, top: titleHeight + 6 + row * cellHeight, width: cells * cellWidth, height: cellHeight }
}

function rect(box: CellBox, fill: string, more = ''): string {
  return `<rect x="${box.left}" y="${box.top}" width="${box.width}" height="${box.height}" fill="${fill}"${more}/>`
}

function textAttributes(style: Style, ink: string): string {
  const weight = style.bold ? ' font-weight="bold"' : ''
  const slant = style.italic ? ' font-style="italic"' : ''
  const lines = [style.underline ? 'underline' : '', style.strike ? 'line-through' : ''].filter((part) => part !== '')
  return `fill="${ink}"${weight}${slant}${lines.length > 0 ? ` text-decoration="${lines.join(' ')}"` : ''}`
}

/** Text that exactly fills its cells, whatever the width of the font's characters. */
function textElement(text: string, box: CellBox, attributes: string): string {
  const y = box.top + 14
  const place = `x="${box.left}" y="${y}" textLength="${box.width}" lengthAdjust="spacingAndGlyphs"`
  return `<text ${place} ${attributes}>${escapeXml(text)}</text>`
}

/** A sign that a font may lack: as wide as it is, in the middle of its cells. */
function signElement(sign: string, box: CellBox, attributes: string): string {
  return `<text x="${box.left + box.width / 2}" y="${box.top + 14}" text-anchor="middle" ${attributes}>${escapeXml(sign)}</text>`
}

/** What a picture consists of, from the back to the front. */
interface Parts {
  readonly behind: string[]
  /** Paths by their colour, so that each colour is one element. */
  readonly fills: Map<string, string>
  readonly strokes: Map<string, string>
  readonly texts: string[]
}

function addSign(parts: Parts, sign: string, box: CellBox, look: { ink: string; attributes: string }): void {
  const drawing = drawSign(sign, box)
  if (drawing === null) parts.texts.push(signElement(sign, box, look.attributes))
  else if (drawing.type === 'block') {
    parts.behind.push(rect(drawing.box, look.ink, drawing.opacity < 1 ? ` opacity="${drawing.opacity}"` : ''))
  } else {
    const paths = drawing.type === 'fill' ? parts.fills : parts.strokes
    paths.set(look.ink, (paths.get(look.ink) ?? '') + drawing.path)
  }
}

/** The cells of one row from `from` on that are drawn as one: of one style, and plain letters or a single sign. */
function pieceEnd(grid: Grid, start: number, from: number): number {
  const id = grid.styles[start + from]
  const isLetter = (at: number): boolean => /^[ -~]$/.test(grid.texts[start + at] ?? '')
  let to = from + 1
  if (!isLetter(from)) {
    while (to < grid.columns && grid.texts[start + to] === '') to += 1
    return to
  }
  while (to < grid.columns && grid.styles[start + to] === id && isLetter(to)) to += 1
  return to
}

function addRow(parts: Parts, grid: Grid, row: number, palette: Palette): void {
  const start = row * grid.columns
  for (let from = 0; from < grid.columns; ) {
    const to = pieceEnd(grid, start, from)
    const style = styleOf(grid.styles[start + from] ?? 0)
    const { ink, behind } = cellColors(style, palette)
    const box = boxOf(from, row, to - from)
    if (behind !== null) parts.behind.push(rect(box, behind))
    const text = grid.texts.slice(start + from, start + to).join('')
    const attributes = textAttributes(style, ink)
    if (/^[ -~]+$/.test(text)) addText(parts, text, { box, attributes, isLined: style.underline || style.strike })
    else addSign(parts, text, box, { ink, attributes })
    from = to
  }
}

/** Words far apart are elements of their own, so that stretching one does not move the other. */
function addText(parts: Parts, text: string, look: { box: CellBox; attributes: string; isLined: boolean }): void {
  const words = look.isLined ? [{ index: 0, 0: text }] : [...text.matchAll(/\S+(?: \S+)*/g)]
  for (const word of words) {
    const box = { ...look.box, left: look.box.left + word.index * cellWidth, width: word[0].length * cellWidth }
    parts.texts.push(textElement(word[0], box, look.attributes))
  }
}

function windowFrame(width: number, height: number, options: PictureOptions): string {
  const { palette, title } = options
  const dots = ['#f77e8e', '#e8be72', '#a5d977'].map(
    (color, at) => `<circle cx="${20 + at * 20}" cy="${titleHeight / 2}" r="6" fill="${color}"/>`,
  )
  const body = `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${palette.background}" stroke="${palette.frame}"/>`
  const rule = `<path d="M1 ${titleHeight}.5H${width - 1}" stroke="${palette.frame}"/>`
  const label = `<text x="${width / 2}" y="${titleHeight / 2 + 5}" text-anchor="middle" font-size="13" fill="${palette.title}">${escapeXml(title)}</text>`
  return body + rule + dots.join('') + label
}

/** A picture of the screen in a window, as SVG: an exact grid of cells in any viewer, frames drawn as lines. */
export function screenSvg(grid: Grid, options: PictureOptions = { title: '', palette: darkPalette }): string {
  const width = 2 * margin + grid.columns * cellWidth
  const height = titleHeight + 6 + margin + grid.rows * cellHeight
  const parts: Parts = { behind: [], fills: new Map(), strokes: new Map(), texts: [] }
  for (let row = 0; row < grid.rows; row += 1) addRow(parts, grid, row, options.palette)
  const fills = [...parts.fills].map(([ink, path]) => `<path fill="${ink}" d="${path}"/>`)
  const strokes = [...parts.strokes].map(
    ([ink, path]) => `<path fill="none" stroke="${ink}" stroke-width="1.2" d="${path}"/>`,
  )
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fonts}" font-size="${fontSize}">`
  const style = '<style>text{white-space:pre}</style>'
  return `${[head, style, windowFrame(width, height, options), ...parts.behind, ...fills, ...strokes, ...parts.texts, '</svg>'].join('\n')}\n`
}

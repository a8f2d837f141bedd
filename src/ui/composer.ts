import type { DOMElement } from 'ink'
import { parseAnsiLine } from '../term/ansi.ts'
import type { Cursor } from '../term/diff.ts'
import { type Area, type Grid, paintArea, paintScreen } from '../term/grid.ts'
import type { StyledLine } from '../term/line.ts'
import type { Screen } from '../term/screen.ts'
import type { Layer, LayerRegistry } from './surface.tsx'

/** Where Ink laid a box out, in cells from the top left of the screen; null before it was laid out. */
function areaOf(node: DOMElement | null): Area | null {
  if (node?.yogaNode === undefined) return null
  let left = 0
  let top = 0
  for (let at: DOMElement | undefined = node; at?.yogaNode !== undefined; at = at.parentNode) {
    left += at.yogaNode.getComputedLeft()
    top += at.yogaNode.getComputedTop()
  }
  return { left, top, width: node.yogaNode.getComputedWidth(), height: node.yogaNode.getComputedHeight() }
}

/** Lays Surfaces over Ink's frame. */
export class Composer implements LayerRegistry {
  readonly #screen: Pick<Screen, 'invalidate'>
  #layers: readonly Layer[] = []
  #frame = ''
  #lines: readonly StyledLine[] = []
  /** Lines of the last frame by their text: most come again in the next. */
  #parsed = new Map<string, StyledLine>()

  constructor(screen: Pick<Screen, 'invalidate'>) {
    this.#screen = screen
  }

  /** Takes what Ink would have written. */
  setFrame(frame: string): void {
    if (frame !== this.#frame) {
      const texts = frame.split('\n')
      const parsed = new Map(texts.map((text) => [text, this.#parsed.get(text) ?? parseAnsiLine(text)]))
      this.#frame = frame
      this.#parsed = parsed
      this.#lines = texts.map((text) => parsed.get(text) ?? [])
    }
    this.#screen.invalidate()
  }

  add(layer: Layer): () => void {
    this.#layers = [...this.#layers, layer]
    this.#screen.invalidate()
    return () => {
      this.#layers = this.#layers.filter((other) => other !== layer)
      this.#screen.invalidate()
    }
  }

  invalidate(): void {
    this.#screen.invalidate()
  }

  /** Paints all of it; gives the cursor of the uppermost layer that has one. */
  paint(grid: Grid): Cursor | null {
    paintScreen(grid, this.#lines)
    let cursor: Cursor | null = null
    for (const layer of this.#layers) {
      const area = areaOf(layer.node.current)
      if (area === null) continue
      paintArea(grid, area, layer.lines)
      if (layer.cursor !== null) cursor = { column: area.left + layer.cursor.column, row: area.top + layer.cursor.row }
    }
    return cursor
  }
}

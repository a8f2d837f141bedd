import type { Keymap } from './command.ts'
import { keepInView, type Motion, moveCursor } from './cursor.ts'
import { helpRows, paletteRows } from './palette.ts'
import type { Overlay, Size, State } from './state.ts'

/** Where an overlay stands and how many rows of its list are seen. */
export interface OverlayBox {
  readonly left: number
  readonly top: number
  readonly width: number
  /** Rows of the list; the box is four rows higher. */
  readonly rows: number
}

/** The box of an overlay on a screen. */
export function overlayBox(size: Size): OverlayBox {
  const width = Math.min(size.columns - 4, 90)
  const rows = Math.max(4, Math.min(size.rows - 8, 24))
  return {
    left: Math.floor((size.columns - width) / 2),
    top: Math.max(1, Math.floor((size.rows - rows - 4) / 3)),
    width,
    rows,
  }
}

/** How many rows an overlay lists. */
export function overlayLength(state: State, overlay: Overlay, keymap: Keymap): number {
  const { text } = overlay.entry
  return overlay.type === 'palette' ? paletteRows(state, keymap, text).length : helpRows(state, keymap, text).length
}

/** The palette or the help after a motion. */
export function moveInOverlay(state: State, overlay: Overlay, motion: Motion, keymap: Keymap): State {
  const length = overlayLength(state, overlay, keymap)
  const { rows } = overlayBox(state.size)
  // Rows of the help may take two lines; none may be passed over by a page.
  const page = overlay.type === 'help' && motion.type === 'page' ? Math.ceil(rows / 2) : rows
  const cursor = keepInView(moveCursor(overlay.cursor, motion, length, page), length, rows)
  return { ...state, overlay: { ...overlay, cursor } }
}

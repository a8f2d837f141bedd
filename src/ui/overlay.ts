import { noSuchChoice } from '../store/choose.ts'
import type { Keymap } from '../store/command.ts'
import { keepInView } from '../store/cursor.ts'
import { keysText } from '../store/key-text.ts'
import { overlayBox } from '../store/overlay-moves.ts'
import { helpRows, type PaletteRow, paletteRows } from '../store/palette.ts'
import type { Overlay, State } from '../store/state.ts'
import { lineWidth, type StyledLine } from '../term/line.ts'
import { span } from '../text/styled.ts'
import { wrapLine } from '../text/wrap.ts'
import { framed } from './frame.ts'
import { type Block, fitted, type Look, painted, run, spread, underCursor } from './look.ts'

/** An overlay as a block, where it stands, and where its cursor is on the screen. */
export interface PaintedOverlay {
  readonly block: Block
  readonly left: number
  readonly top: number
  readonly cursor: { readonly row: number; readonly column: number }
}

/** The palette or the help over whatever is on screen. */
export function paintOverlay(state: State, overlay: Overlay, keymap: Keymap, look: Look): PaintedOverlay {
  const box = overlayBox(state.size)
  const inner = box.width - 2
  const list =
    overlay.type === 'palette' ? paletteList(state, overlay, keymap, look) : helpList(state, overlay, keymap, look)
  const { at, top } = keepInView(overlay.cursor, list.length, box.rows)
  const prompt = overlay.type === 'palette' ? ' : ' : ' ? '
  const field = [run(look, prompt, 'accent'), run(look, overlay.entry.text, 'strong')]
  const linesAt = (place: number) => list.lines(place, inner)
  const through = Array.from({ length: at + 1 - top }, (_, row) => linesAt(top + row)).flat()
  const here = linesAt(at).length
  const marked = through.map((line, row) =>
    row >= through.length - here ? underCursor(fitted(look, line, inner), true) : line,
  )
  // Rows that take several lines may push those above the cursor out, never the cursor itself.
  const seen = marked.slice(Math.max(0, marked.length - box.rows))
  const after = Array.from({ length: box.rows }, (_, row) => linesAt(at + 1 + row)).flat()
  const rows = list.length === 0 ? nothingLines(state, overlay, look, inner) : [...seen, ...after].slice(0, box.rows)
  const rule = [run(look, look.glyphs.light.across.repeat(inner), 'faint')]
  const frame = {
    width: box.width,
    rows: box.rows + 2,
    focused: true,
    title: [run(look, overlay.type === 'palette' ? 'commands and objects' : 'keys that work here', 'heading')],
    aside: [run(look, `${list.length}`, 'faint')],
    foot: [
      run(
        look,
        overlay.type === 'palette' ? 'enter runs or opens · esc closes' : 'type to filter · enter runs · esc closes',
        'faint',
      ),
    ],
    footAside: [],
  }
  const typed = lineWidth([run(look, prompt), run(look, overlay.entry.text.slice(0, overlay.entry.at))])
  return {
    block: { width: box.width, lines: framed(look, frame, [field, rule, ...rows]) },
    left: box.left,
    top: box.top,
    cursor: { row: box.top + 1, column: box.left + 1 + typed },
  }
}

/** What stands where the list is empty. */
function nothingLines(state: State, { type, entry }: Overlay, look: Look, width: number): readonly StyledLine[] {
  const words = type === 'help' ? 'no key does that here' : (noSuchChoice(state, entry.text) ?? 'nothing is called so')
  return wrapLine([span(`   ${words}`, 'faint')], width - 1, 3).map((line) => painted(look, line))
}

interface OverlayList {
  readonly length: number
  lines(at: number, width: number): readonly StyledLine[]
}

function paletteList(state: State, overlay: Overlay, keymap: Keymap, look: Look): OverlayList {
  const rows = paletteRows(state, keymap, overlay.entry.text)
  return { length: rows.length, lines: (at, width) => [paletteLine(look, rows[at], width)] }
}

function paletteLine(look: Look, row: PaletteRow | undefined, width: number): StyledLine {
  if (row === undefined) return []
  if (row.type === 'object') {
    return spread(
      look,
      { left: [run(look, `   ${row.named.name}`)], right: [run(look, `  ${row.named.what} `, 'faint')] },
      width,
    )
  }
  if (row.type === 'choice') {
    const { of, name } = row.choice
    const what = of === 'contexts' ? '  context ' : '  namespace '
    return spread(look, { left: [run(look, `   ${name}`)], right: [run(look, what, 'faint')] }, width)
  }
  if (row.type === 'kind') {
    const left = [run(look, ` ${look.glyphs.crumb} ${row.kind.title}`, 'strong')]
    return spread(look, { left, right: [run(look, '  list ', 'faint')] }, width)
  }
  const keys = keysText(row.command.keys)
  return spread(
    look,
    {
      left: [run(look, ` ${look.glyphs.crumb} ${row.command.help}`, 'strong')],
      right: [run(look, ` ${keys} `, 'key')],
    },
    width,
  )
}

function helpList(state: State, overlay: Overlay, keymap: Keymap, look: Look): OverlayList {
  const rows = helpRows(state, keymap, overlay.entry.text)
  return {
    length: rows.length,
    lines: (at, width) => {
      const command = rows[at]
      if (command === undefined) return []
      const begins = at === 0 || rows[at - 1]?.group !== command.group
      const keys = keysText(command.keys)
      const head = [
        run(look, ` ${(begins ? command.group : '').padEnd(9)}`, 'faint'),
        run(look, `${keys.padEnd(20)} `, 'key'),
      ]
      const blank = [run(look, ' '.repeat(lineWidth(head)))]
      const help = wrapLine([span(command.help)], width - lineWidth(head) - 1, 0)
      return help.map((line, part) => [...(part === 0 ? head : blank), ...painted(look, line)])
    },
  }
}

/**
 * What the keyboard, the mouse or the terminal window said.
 *
 * A key's `name` is what keymaps are written in: a printable character stands for itself (`j`, `G`, `/`, `é`), the
 * others are `space`, `enter`, `tab`, `esc`, `backspace`, `delete`, `insert`, `up`, `down`, `left`, `right`, `home`, `end`,
 * `pageup`, `pagedown`, `f1` to `f12`, with `ctrl-`, `alt-` and `shift-` before it in this order (`ctrl-d`, `shift-tab`,
 * `ctrl-shift-left`); shift is not said of a printable character. `text` is what the key types into a field, or null.
 */
export type TermEvent =
  | { readonly type: 'key'; readonly name: string; readonly text: string | null }
  /** Pasted text in one piece, whatever it holds; its line ends are `\n`. */
  | { readonly type: 'paste'; readonly text: string }
  | MouseEvent
  | { readonly type: 'focus'; readonly focused: boolean }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }

/** Column and row count from 0. Comes only when the mouse was turned on. */
export interface MouseEvent {
  readonly type: 'mouse'
  readonly action: 'press' | 'release' | 'drag' | 'wheel-up' | 'wheel-down'
  readonly button: 'left' | 'middle' | 'right' | null
  readonly column: number
  readonly row: number
}

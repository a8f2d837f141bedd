import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type IPty, spawn } from '@lydell/node-pty'
import xterm, { type IBufferCell, type Terminal } from '@xterm/headless'
import { indexedColor } from '../../src/term/ansi.ts'
import { createGrid, type Grid } from '../../src/term/grid.ts'
import { type Color, type Style, style, styleId } from '../../src/term/style.ts'

/** The project: tests and tools run from its root. */
const root = process.cwd()

/** The bytes of keys by the names of src/term/keys.ts. */
const keyBytes: Readonly<Record<string, string>> = {
  enter: '\r',
  tab: '\t',
  'shift-tab': '\x1b[Z',
  esc: '\x1b',
  space: ' ',
  backspace: '\x7f',
  delete: '\x1b[3~',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
}

/** What ends each frame: the end of a synchronised update. */
const frameEnd = '\x1b[?2026l'

export interface StartOptions {
  /** The program and its arguments, from the project's root. */
  readonly command: readonly string[]
  readonly columns: number
  readonly rows: number
  /** Over the environment every child gets: a terminal of 256 colours, UTF-8, no `CI`, no colour settings, nothing remembered of runs
   * before. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
}

/** How a cell looks in the emulator. Colours are numbers of the palette, `#rrggbb`, or null for the default. */
export interface Look {
  readonly text: string
  readonly fg: number | string | null
  readonly bg: number | string | null
  readonly bold: boolean
  readonly dim: boolean
  readonly inverse: boolean
  readonly underline: boolean
}

/** How the program left the terminal. */
export interface TerminalModes {
  readonly alternateScreen: boolean
  readonly cursorIsHidden: boolean
  readonly bracketedPaste: boolean
  readonly focusReports: boolean
  readonly mouse: string
  readonly wraps: boolean
  readonly synchronized: boolean
}

export interface Exit {
  readonly code: number
  readonly signal: number
}

/** A program in a real terminal: a pty whose output an emulator reads. */
export class PtyApp {
  /** What the program remembers for its next run; the user's own is left alone. */
  readonly #remembered = mkdtempSync(join(tmpdir(), 'calico-tui-state-'))
  readonly #pty: IPty
  readonly #terminal: Terminal
  readonly #watchers = new Set<() => void>()
  #raw = ''
  #bytes = 0
  #exit: Exit | null = null
  #onBytes: () => void = () => {}

  constructor(options: StartOptions) {
    const { columns, rows } = options
    this.#terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 1000, allowProposedApi: true })
    const [file = '', ...args] = options.command
    this.#pty = spawn(file, args, {
      cols: columns,
      rows,
      cwd: options.cwd ?? root,
      env: childEnv({ XDG_STATE_HOME: this.#remembered, ...options.env }),
      name: 'xterm-256color',
    })
    this.#pty.onData((data) => {
      this.#raw += data
      this.#bytes += Buffer.byteLength(data)
      this.#onBytes()
      this.#terminal.write(data, () => this.#look())
    })
    this.#pty.onExit(({ exitCode, signal }) => {
      // The last bytes may still be on their way through the emulator.
      this.#terminal.write('', () => {
        this.#exit = { code: exitCode, signal: signal ?? 0 }
        this.#look()
      })
    })
    // The program's questions (such as where the cursor is) are answered as a terminal does.
    this.#terminal.onData((answer) => this.#pty.write(answer))
  }

  get pid(): number {
    return this.#pty.pid
  }

  /** The bytes written so far. */
  get bytes(): number {
    return this.#bytes
  }

  /** Everything written so far, escape sequences and all. */
  get raw(): string {
    return this.#raw
  }

  /** What each frame so far showed, from the first one on, however short it was there. */
  async frames(): Promise<readonly string[]> {
    const { cols, rows } = this.#terminal
    const again = new xterm.Terminal({ cols, rows, scrollback: 0, allowProposedApi: true })
    const frames: string[] = []
    for (const frame of this.#raw.split(frameEnd)) {
      await new Promise<void>((resolve) => again.write(`${frame}${frameEnd}`, resolve))
      frames.push(linesOf(again).join('\n'))
    }
    again.dispose()
    return frames
  }

  /** How far the screen has scrolled: 0 in a program that owns the screen. */
  get scrolled(): number {
    return this.#terminal.buffer.active.baseY
  }

  /** Waits until the screen shows it and gives the screen's text. Fails with the screen after `withinMs`. */
  async until(wanted: RegExp | ((text: string) => boolean), withinMs = 20_000): Promise<string> {
    const matches = (text: string): boolean => (wanted instanceof RegExp ? wanted.test(text) : wanted(text))
    await this.#waitFor(() => matches(this.text()), `until ${wanted}`, withinMs)
    return this.text()
  }

  /** Waits until the program ended. */
  async exited(withinMs = 20_000): Promise<Exit> {
    await this.#waitFor(() => this.#exit !== null, 'until it ended', withinMs)
    return this.#exit ?? { code: -1, signal: 0 }
  }

  /** Presses keys by the names of src/term/keys.ts, each on its own. */
  press(...keys: readonly string[]): void {
    for (const key of keys) this.#pty.write(bytesOf(key))
  }

  /** Presses a key and waits for the frame it leads to: the time until its last byte came, and its bytes. */
  async pressAndPaint(key: string, withinMs = 20_000): Promise<{ readonly ms: number; readonly bytes: number }> {
    const [chars, bytes] = [this.#raw.length, this.#bytes]
    const from = performance.now()
    const painted = new Promise<number>((resolve) => {
      this.#onBytes = () => {
        if (this.#raw.indexOf(frameEnd, chars) >= 0) resolve(performance.now() - from)
      }
    })
    this.press(key)
    const late = new Promise<null>((resolve) => setTimeout(resolve, withinMs, null).unref())
    const ms = await Promise.race([painted, late])
    this.#onBytes = () => {}
    if (ms === null) throw new Error(`no frame within ${withinMs} ms after \`${key}\`:\n${this.text()}`)
    return { ms, bytes: this.#bytes - bytes }
  }

  /** Types text, or any bytes. */
  type(text: string): void {
    this.#pty.write(text)
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows)
    this.#pty.resize(columns, rows)
  }

  /** The terminal goes away, as a window that is closed does. */
  hangUp(): void {
    // A pty of Unix can be closed; the type is that of all systems.
    ;(this.#pty as IPty & { destroy(): void }).destroy()
  }

  kill(signal: string): void {
    process.kill(this.#pty.pid, signal)
  }

  /** The rows of the screen, blanks at their ends left out. */
  lines(): readonly string[] {
    return linesOf(this.#terminal)
  }

  text(): string {
    return this.lines().join('\n')
  }

  cell(column: number, row: number): Look {
    return lookOf(this.#cell(column, row))
  }

  #cell(column: number, row: number): IBufferCell {
    const buffer = this.#terminal.buffer.active
    const cell = buffer.getLine(buffer.baseY + row)?.getCell(column)
    if (cell === undefined) throw new Error(`no cell at ${column},${row}`)
    return cell
  }

  /** The look of the first cell of a text that is on the screen. */
  lookOf(text: string): Look {
    const row = this.lines().findIndex((line) => line.includes(text))
    const buffer = this.#terminal.buffer.active
    const wanted = Array.from({ length: this.#terminal.cols }, (_, column) => column).find((column) => {
      const line = buffer.getLine(buffer.baseY + row)
      return line?.translateToString(false, column).startsWith(text)
    })
    if (row < 0 || wanted === undefined) throw new Error(`\`${text}\` is not on the screen:\n${this.text()}`)
    return this.cell(wanted, row)
  }

  /** What the emulator shows as a grid of src/term, to save or draw it. */
  grid(): Grid {
    const { cols: columns, rows } = this.#terminal
    const grid = createGrid(columns, rows)
    for (let at = 0; at < columns * rows; at += 1) {
      const cell = this.#cell(at % columns, Math.floor(at / columns))
      const look = lookOf(cell)
      const isHalf = cell.getWidth() === 0
      grid.texts[at] = isHalf ? '' : look.text || ' '
      const isBlank = look.text.trim() === '' && !look.inverse && look.bg === null && !look.underline
      grid.styles[at] = isBlank && !isHalf ? 0 : styleId(styleOfLook(look))
    }
    return grid
  }

  get modes(): TerminalModes {
    const modes = this.#terminal.modes
    return {
      alternateScreen: this.#terminal.buffer.active.type === 'alternate',
      cursorIsHidden: this.#raw.lastIndexOf('\x1b[?25l') > this.#raw.lastIndexOf('\x1b[?25h'),
      bracketedPaste: modes.bracketedPasteMode,
      focusReports: modes.sendFocusMode,
      mouse: modes.mouseTrackingMode,
      wraps: modes.wraparoundMode,
      synchronized: modes.synchronizedOutputMode,
    }
  }

  /** Ends the program if it still runs. */
  close(): void {
    if (this.#exit === null) this.#pty.kill('SIGKILL')
    this.#terminal.dispose()
    rmSync(this.#remembered, { recursive: true, force: true })
  }

  #look(): void {
    // A frame of which only a part has come is not looked at, as terminals do that know synchronised updates.
    if (this.#terminal.modes.synchronizedOutputMode && this.#exit === null) return
    for (const watcher of this.#watchers) watcher()
  }

  async #waitFor(isThere: () => boolean, what: string, withinMs: number): Promise<void> {
    if (isThere()) return
    await new Promise<void>((resolve, reject) => {
      const settle = (): void => {
        const isOver = this.#exit !== null && !isThere()
        if (!isThere() && !isOver) return
        this.#watchers.delete(settle)
        clearTimeout(timer)
        if (isOver) reject(new Error(`${what}: the program ended with ${JSON.stringify(this.#exit)}\n${this.text()}`))
        else resolve()
      }
      const timer = setTimeout(() => {
        this.#watchers.delete(settle)
        reject(new Error(`${what}: not within ${withinMs} ms; the screen shows\n${this.text()}`))
      }, withinMs)
      this.#watchers.add(settle)
    })
  }
}

function linesOf({ buffer: { active }, rows }: Terminal): readonly string[] {
  return Array.from({ length: rows }, (_, row) => {
    const line = active.getLine(active.baseY + row)
    return line?.translateToString(true).trimEnd() ?? ''
  })
}

function childEnv(over: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const unset = { CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined, COLORTERM: undefined, TMUX: undefined }
  const all = { ...process.env, LANG: 'C.UTF-8', LC_ALL: undefined, ...unset, TERM: 'xterm-256color', ...over }
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** The bytes a terminal sends for a key. */
export function bytesOf(key: string): string {
  const known = keyBytes[key]
  if (known !== undefined) return known
  const control = /^ctrl-([a-z])$/.exec(key)?.[1]
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) - 96)
  if ([...key].length === 1) return key
  throw new Error(`no bytes known for the key \`${key}\``)
}

function colorOf(mode: 'default' | 'palette' | 'rgb', value: number): number | string | null {
  if (mode === 'default') return null
  return mode === 'palette' ? value : `#${value.toString(16).padStart(6, '0')}`
}

function lookOf(cell: IBufferCell): Look {
  const mode = (isDefault: boolean, isRgb: boolean): 'default' | 'palette' | 'rgb' =>
    isDefault ? 'default' : isRgb ? 'rgb' : 'palette'
  return {
    text: cell.getChars(),
    fg: colorOf(mode(cell.isFgDefault(), cell.isFgRGB()), cell.getFgColor()),
    bg: colorOf(mode(cell.isBgDefault(), cell.isBgRGB()), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    inverse: cell.isInverse() !== 0,
    underline: cell.isUnderline() !== 0,
  }
}

function colorOfLook(color: number | string | null): Color | null {
  if (color === null) return null
  // The emulator's exact colours are `#rrggbb`.
  return typeof color === 'string' ? (color as Color) : indexedColor(color)
}

function styleOfLook(look: Look): Style {
  const { bold, dim, inverse, underline } = look
  return style({ fg: colorOfLook(look.fg), bg: colorOfLook(look.bg), bold, dim, inverse, underline })
}

/** Why no pty can be opened here; null when one can. */
export function ptyProblem(): string | null {
  try {
    spawn(process.execPath, ['-e', ''], { cols: 80, rows: 24 }).kill('SIGKILL')
    return null
  } catch (error) {
    return `no pty can be opened here: ${String(error)}`
  }
}

const running = new Set<PtyApp>()

/** Starts a program in a terminal; `closeAll` ends what still runs. */
export function start(options: StartOptions): PtyApp {
  const app = new PtyApp(options)
  running.add(app)
  return app
}

/** Ends every program that `start` started, for `afterEach`. */
export function closeAll(): void {
  for (const app of running) app.close()
  running.clear()
}

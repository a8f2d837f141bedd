import { type Cursor, difference } from './diff.ts'
import { createGrid, type Grid, paintScreen } from './grid.ts'
import { KeyReader } from './key-reader.ts'
import type { TermEvent } from './keys.ts'
import type { StyledLine } from './line.ts'
import { enterModes, leaveModes } from './modes.ts'
import type { ColorDepth } from './style.ts'

/** 60 frames a second at most. */
const frameMs = 16

/** The parts of `process.stdin` and `process.stdout` a screen needs. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
}

export interface ScreenOptions extends Terminal {
  readonly colors: ColorDepth
  readonly mouse: boolean
}

/** Paints the whole screen into a blank grid and says where the cursor stands, null to hide it. */
export type Painter = (grid: Grid) => Cursor | null

/**
 * The terminal as a grid of cells: the alternate screen, raw keys, frames that write only what changed, and everything put
 * back as it was at the end, whichever way it comes.
 *
 * Give it a painter with `setPainter` (or lines with `write`) and call `invalidate` when something changed: the first frame
 * comes at once, after the current turn of the event loop, further ones at 60 a second at most, and none while the
 * terminal has not taken the last one. Listen with `onEvent`; the size changed after a `resize` event.
 * `ctrl-z` suspends and `ctrl-l` paints everything anew without the listeners' help; `ctrl-c` is theirs.
 */
export class Screen {
  readonly #options: ScreenOptions
  readonly #keys = new KeyReader((event) => this.#emit(event))
  readonly #listeners = new Set<(event: TermEvent) => void>()
  #shown: Grid | null = null
  #spare: Grid | null = null
  #shownCursor: Cursor | null = null
  #painter: Painter = () => null
  #isActive = false
  #isScheduled = false
  #lastFrame = 0
  #bytesOut = 0

  private constructor(options: ScreenOptions) {
    this.#options = options
  }

  /** Takes the terminal over. Call `close` before the program ends. */
  static open(options: ScreenOptions): Screen {
    const screen = new Screen(options)
    screen.#enter()
    return screen
  }

  get columns(): number {
    return this.#options.stdout.columns || 80
  }

  get rows(): number {
    return this.#options.stdout.rows || 24
  }

  /** The bytes written so far, for measuring. */
  get bytesOut(): number {
    return this.#bytesOut
  }

  /** Shows these lines from the top left; the rest of the screen is blank. */
  write(lines: readonly StyledLine[]): void {
    this.setPainter((grid) => {
      paintScreen(grid, lines)
      return null
    })
  }

  setPainter(painter: Painter): void {
    this.#painter = painter
    this.invalidate()
  }

  /** Something changed: a frame follows. */
  invalidate(): void {
    if (this.#isScheduled || !this.#isActive) return
    this.#isScheduled = true
    const wait = this.#lastFrame + frameMs - performance.now()
    const frame = (): void => {
      this.#isScheduled = false
      this.#frame()
    }
    if (this.#options.stdout.writableNeedDrain) this.#options.stdout.once('drain', frame)
    else if (wait > 1) setTimeout(frame, wait)
    else setImmediate(frame)
  }

  /** Paints every cell anew, for when something else wrote on the terminal. */
  repaint(): void {
    this.#shown = null
    this.invalidate()
  }

  /** Gives keys, pastes, resizes. Returns how to stop listening. */
  onEvent(listener: (event: TermEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Stops the program as ctrl-z does elsewhere; the screen comes back when it is continued. */
  suspend(): void {
    if (process.platform === 'win32') return
    this.#leave()
    process.kill(0, 'SIGTSTP')
    this.#enter()
  }

  /** Leaves the terminal to another program (an editor, a pager) until the promise settles, then comes back. */
  async handOver<T>(run: () => Promise<T>): Promise<T> {
    this.#leave()
    try {
      return await run()
    } finally {
      this.#enter()
    }
  }

  /** Puts the terminal back as it was found. Safe to call twice. */
  close(): void {
    this.#leave()
  }

  #emit(event: TermEvent): void {
    if (event.type === 'key' && event.name === 'ctrl-z') this.suspend()
    else if (event.type === 'key' && event.name === 'ctrl-l') this.repaint()
    else for (const listener of this.#listeners) listener(event)
  }

  readonly #onData = (chunk: Buffer): void => this.#keys.push(chunk)

  readonly #onResize = (): void => {
    this.#shown = null
    this.#emit({ type: 'resize', columns: this.columns, rows: this.rows })
    this.invalidate()
  }

  #write(bytes: string): void {
    this.#bytesOut += Buffer.byteLength(bytes)
    this.#options.stdout.write(bytes)
  }

  #enter(): void {
    if (this.#isActive) return
    const { stdin, stdout, mouse } = this.#options
    this.#isActive = true
    stdin.setRawMode(true)
    stdin.on('data', this.#onData)
    stdin.resume()
    stdout.on('resize', this.#onResize)
    this.#write(enterModes({ mouse }))
    this.#shown = createGrid(this.columns, this.rows)
    this.invalidate()
  }

  #leave(): void {
    if (!this.#isActive) return
    const { stdin, stdout } = this.#options
    this.#isActive = false
    this.#write(leaveModes)
    stdin.off('data', this.#onData)
    stdin.pause()
    stdin.setRawMode(false)
    stdout.off('resize', this.#onResize)
    this.#keys.reset()
  }

  #frame(): void {
    if (!this.#isActive) return
    const { columns, rows } = this
    const grid = this.#blank(columns, rows)
    const cursor = this.#painter(grid)
    const isSameSize = this.#shown?.columns === columns && this.#shown.rows === rows
    const cells = difference(isSameSize ? this.#shown : null, grid, this.#options.colors)
    const place = this.#cursorBytes(cursor, cells !== '')
    if (cells !== '' || place !== '') {
      const hide = cells !== '' && this.#shownCursor !== null ? '\x1b[?25l' : ''
      this.#write(`\x1b[?2026h${hide}${cells}${place}\x1b[?2026l`)
    }
    this.#spare = this.#shown
    this.#shown = grid
    this.#shownCursor = cursor
    this.#lastFrame = performance.now()
  }

  #cursorBytes(cursor: Cursor | null, moved: boolean): string {
    const last = this.#shownCursor
    if (cursor === null) return last === null ? '' : '\x1b[?25l'
    if (!moved && last !== null && last.column === cursor.column && last.row === cursor.row) return ''
    return `\x1b[${cursor.row + 1};${cursor.column + 1}H\x1b[?25h`
  }

  #blank(columns: number, rows: number): Grid {
    const spare = this.#spare
    if (spare === null || spare.columns !== columns || spare.rows !== rows) return createGrid(columns, rows)
    spare.texts.fill(' ')
    spare.styles.fill(0)
    return spare
  }
}

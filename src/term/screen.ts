import { CapturedOutput } from './captured-output.ts'
import { Frames, type Painter } from './frames.ts'
import { copyGrid, type Grid, paintScreen } from './grid.ts'
import { crash, endWithoutTerminal, guard } from './guard.ts'
import { KeyReader } from './key-reader.ts'
import type { TermEvent } from './keys.ts'
import type { StyledLine } from './line.ts'
import { enterModes, leaveModes, type ModeOptions, mouseMode } from './modes.ts'
import type { ColorDepth } from './style.ts'

/** 60 frames a second at most. */
const frameMs = 16
/** A process that was not stopped by its own stop signal, since nobody could continue it, goes on after this. */
const stopWaitMs = 100

/** What a screen is opened with; `screenDefaults` has the usual values. */
export interface ScreenOptions extends ModeOptions {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly colors: ColorDepth
  /** Show everything in ASCII. */
  readonly ascii: boolean
  /** Printed before the error when the program ends by one of its own mistakes. */
  readonly crashNote: string
}

/** The process's own terminal, all colours, no mouse. */
export function screenDefaults(): ScreenOptions {
  const { stdin, stdout } = process
  return { stdin, stdout, colors: 'true', ascii: false, mouse: false, kitty: false, crashNote: '' }
}

/**
 * The terminal as a grid of cells: the alternate screen, raw keys, frames that write only what changed, and everything put
 * back as it was at the end, whichever way it comes.
 *
 * Give it a painter with `setPainter` (or lines with `write`) and call `invalidate` when something changed: the first frame
 * comes at once, after the current turn of the event loop, further ones at 60 a second at most, and none while the
 * terminal has not taken the last one. Listen with `onEvent`; the size changed after a `resize` event.
 * `ctrl-z` suspends and `ctrl-l` paints everything anew without the listeners' help; `ctrl-c` is theirs.
 *
 * While it is open nothing else may write to stdout or stderr; what does is kept and printed after `close`. An error
 * that nobody caught, a painter's or a listener's too, gives the terminal back, is printed, and ends the program with code 1.
 */
export class Screen {
  readonly #options: ScreenOptions
  readonly #keys = new KeyReader((event) => this.#emit(event))
  readonly #listeners = new Set<(event: TermEvent) => void>()
  readonly #captured = new CapturedOutput()
  readonly #send: (bytes: string) => void
  readonly #stopGuarding: () => void
  #mouse: boolean
  readonly #frames: Frames
  #size: { readonly columns: number; readonly rows: number }
  #painter: Painter = () => null
  #isActive = false
  #isHandedOver = false
  #isClosed = false
  #isScheduled = false
  #lastFrame = 0
  #bytesOut = 0
  #awaitsFrame: ((grid: Grid) => void)[] = []

  private constructor(options: ScreenOptions) {
    const { stdout } = options
    const write = stdout.write
    this.#options = options
    this.#frames = new Frames(options)
    this.#size = { columns: this.columns, rows: this.rows }
    this.#mouse = options.mouse
    this.#send = (bytes) => void write.call(stdout, bytes)
    this.#stopGuarding = guard({
      restore: () => this.close(),
      onContinue: () => this.#resume(),
      isHandedOver: () => this.#isHandedOver,
      crashNote: options.crashNote,
    })
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

  /** What is on the screen now; null before the first frame. Painted over later: use it at once. */
  get shown(): Grid | null {
    return this.#frames.shown
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
    this.#frames.forget(false)
    this.invalidate()
  }

  /** What the next frame shows, to be saved. Waits for it, so that what was just changed is in it. */
  nextFrame(): Promise<Grid> {
    this.invalidate()
    return new Promise((resolve) => this.#awaitsFrame.push(resolve))
  }

  /** Gives keys, pastes, resizes. Returns how to stop listening. */
  onEvent(listener: (event: TermEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Turns reports of the mouse on or off while running. */
  setMouse(on: boolean): void {
    this.#mouse = on
    if (this.#isActive) this.#write(mouseMode(on))
  }

  /** Writes a sequence that leaves the cells alone, such as one for the clipboard. */
  sendSequence(bytes: string): void {
    if (this.#isActive) this.#write(bytes)
  }

  /** Stops the program as ctrl-z does elsewhere; the screen comes back when it is continued. Nothing on Windows. */
  suspend(): void {
    if (process.platform === 'win32' || !this.#isActive) return
    this.#leave()
    setTimeout(() => this.#enter(), stopWaitMs)
    // The whole process group: under `npm start` the shell waits for npm, which must stop too.
    process.kill(0, 'SIGTSTP')
  }

  /** Leaves the terminal to another program (an editor, a pager) until the promise settles, then comes back. */
  async handOver<T>(run: () => Promise<T>): Promise<T> {
    this.#leave()
    this.#isHandedOver = true
    try {
      return await run()
    } finally {
      this.#isHandedOver = false
      this.#enter()
    }
  }

  /** Puts the terminal back as it was found, then prints what was kept from it. Safe to call twice. */
  close(): void {
    if (this.#isClosed) return
    this.#leave()
    this.#isClosed = true
    this.#stopGuarding()
    const kept = this.#captured.take()
    if (kept !== '') process.stderr.write(kept)
  }

  /** Ends the program for an error of its own, as an error nobody caught does. */
  crash(error: unknown): never {
    return crash(error, { restore: () => this.close(), crashNote: this.#options.crashNote })
  }

  #emit(event: TermEvent): void {
    if (event.type === 'key' && event.name === 'ctrl-z') this.suspend()
    else if (event.type === 'key' && event.name === 'ctrl-l') this.repaint()
    else for (const listener of this.#listeners) listener(event)
  }

  readonly #onData = (chunk: Buffer): void => this.#keys.push(chunk)

  readonly #onStop = (): void => this.suspend()

  /** The terminal is gone. */
  readonly #onGone = (): void => {
    this.close()
    endWithoutTerminal()
  }

  readonly #onResize = (): void => {
    const { columns, rows } = this
    if (columns === this.#size.columns && rows === this.#size.rows) return
    this.#size = { columns, rows }
    this.#frames.forget(false)
    this.#emit({ type: 'resize', columns, rows })
    this.invalidate()
  }

  #write(bytes: string): void {
    this.#bytesOut += Buffer.byteLength(bytes)
    this.#send(bytes)
  }

  #enter(): void {
    if (this.#isActive || this.#isClosed || this.#isHandedOver) return
    const { stdin, stdout, kitty } = this.#options
    this.#isActive = true
    stdin.setRawMode(true)
    stdin.on('data', this.#onData).on('end', this.#onGone).on('error', this.#onGone)
    stdin.resume()
    stdout.on('resize', this.#onResize).on('error', this.#onGone)
    process.on('SIGTSTP', this.#onStop)
    this.#captured.start()
    this.#write(enterModes({ mouse: this.#mouse, kitty }))
    this.#frames.forget(true)
    this.#onResize()
    this.invalidate()
  }

  #leave(): void {
    if (!this.#isActive) return
    const { stdin, stdout, kitty } = this.#options
    this.#isActive = false
    this.#write(leaveModes({ mouse: this.#mouse, kitty }))
    this.#captured.stop()
    process.off('SIGTSTP', this.#onStop)
    stdin.off('data', this.#onData).off('end', this.#onGone).off('error', this.#onGone)
    stdin.pause()
    stdout.off('resize', this.#onResize).off('error', this.#onGone)
    this.#keys.reset()
    try {
      stdin.setRawMode(false)
    } catch {
      // The terminal is gone, and its modes with it.
    }
  }

  /** After a stop that we did not ask for, as by `kill -STOP`: the shell changed the terminal's modes. */
  #resume(): void {
    if (!this.#isActive) {
      this.#enter()
      return
    }
    const { stdin, kitty } = this.#options
    stdin.setRawMode(false)
    stdin.setRawMode(true)
    this.#write(enterModes({ mouse: this.#mouse, kitty }))
    this.#frames.forget(true)
    this.#onResize()
    this.invalidate()
  }

  #frame(): void {
    if (!this.#isActive) return
    const bytes = this.#frames.next(this.#painter, this.columns, this.rows)
    if (bytes !== '') this.#write(bytes)
    this.#lastFrame = performance.now()
    const shown = this.#frames.shown
    const awaiting = this.#awaitsFrame
    this.#awaitsFrame = []
    if (shown !== null) for (const give of awaiting) give(copyGrid(shown))
  }
}

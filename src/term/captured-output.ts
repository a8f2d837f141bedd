/** What is kept of text that nobody reads until the end. */
const mostChars = 64 * 1024

type Write = typeof process.stdout.write

/**
 * Keeps what anybody else writes to stdout and stderr (warnings of Node, a forgotten `console.log`) away from the screen
 * while it is shown. The kept text can be printed afterwards.
 */
export class CapturedOutput {
  readonly #stdoutWrite: Write
  readonly #stderrWrite: Write
  #kept = ''

  constructor() {
    this.#stdoutWrite = process.stdout.write
    this.#stderrWrite = process.stderr.write
  }

  /** From now on what is written is kept. */
  start(): void {
    const keep = ((chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
      if (this.#kept.length < mostChars) this.#kept += text
      const done = rest.at(-1)
      if (typeof done === 'function') queueMicrotask(() => done())
      return true
      // The three overloads of `write` differ only in arguments that are skipped here.
    }) as Write
    process.stdout.write = keep
    process.stderr.write = keep
  }

  /** From now on what is written goes where it should. */
  stop(): void {
    process.stdout.write = this.#stdoutWrite
    process.stderr.write = this.#stderrWrite
  }

  /** What was kept, once. */
  take(): string {
    const kept = this.#kept
    this.#kept = ''
    return kept
  }
}

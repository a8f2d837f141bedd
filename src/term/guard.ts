import { constants } from 'node:os'

/** Signals that end the program; 128 plus their number is its exit code. */
const endings = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const

/** What the guard asks of the one it watches over. */
export interface Guarded {
  /** Gives the terminal back; called before anything is printed. Safe to call twice. */
  restore(): void
  /** The process runs again after it was stopped from outside. */
  onContinue(): void
  /** Another program has the terminal: what the keyboard sends (SIGINT) is meant for it. */
  isHandedOver(): boolean
  /** A line to print before an error of ours, which says where to report it. */
  readonly crashNote: string
}

function crashText(error: unknown, note: string): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${note}${note === '' ? '' : '\n'}${text}\n`
}

/**
 * Ends the program for an error nobody expected: the terminal first, then the error, exit code 1.
 */
export function crash(error: unknown, guarded: Pick<Guarded, 'restore' | 'crashNote'>): never {
  try {
    guarded.restore()
  } finally {
    process.stderr.write(crashText(error, guarded.crashNote))
    process.exit(1)
  }
}

/**
 * Ends the program when its terminal is gone: by the signal that says so. Node's own way out would put back the modes of the
 * terminal, fail at that and abort.
 */
export function endWithoutTerminal(): never {
  // A signal ends the program without that: what it started must not outlive it.
  process.emit('exit', 129)
  process.removeAllListeners('SIGHUP')
  process.kill(process.pid, 'SIGHUP')
  // Should another thread be told first, this one waits for the end.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
  process.exit(129)
}

/** Watches over the ways a program can end, so that the terminal is always given back. Returns how to stop watching. */
export function guard(guarded: Guarded): () => void {
  const onCrash = (error: unknown): never => crash(error, guarded)
  const onExit = (): void => guarded.restore()
  const onContinue = (): void => guarded.onContinue()
  const onEnding = (signal: (typeof endings)[number]): void => {
    if (signal === 'SIGINT' && guarded.isHandedOver()) return
    guarded.restore()
    if (signal === 'SIGHUP') endWithoutTerminal()
    process.exit(128 + constants.signals[signal])
  }
  process.on('uncaughtException', onCrash)
  process.on('unhandledRejection', onCrash)
  process.on('exit', onExit)
  process.on('SIGCONT', onContinue)
  for (const signal of endings) process.on(signal, onEnding)
  return () => {
    process.off('uncaughtException', onCrash)
    process.off('unhandledRejection', onCrash)
    process.off('exit', onExit)
    process.off('SIGCONT', onContinue)
    for (const signal of endings) process.off(signal, onEnding)
  }
}

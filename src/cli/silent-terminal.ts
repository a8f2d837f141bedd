import { Writable } from 'node:stream'

/** A terminal that shows nothing of what is painted on it, as large as the real one. */
export function silentTerminal(): NodeJS.WriteStream {
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() })
  const size = {
    columns: Math.max(80, process.stdout.columns || 80),
    rows: Math.max(24, process.stdout.rows || 24),
    isTTY: true,
  }
  // A screen asks its stdout for no more than to write, to tell of drains and resizes, and for its size.
  return Object.assign(sink, size) as unknown as NodeJS.WriteStream
}

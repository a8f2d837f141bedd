import type { RenderOptions } from 'ink'

/** The size Ink lays out for. */
interface Size {
  readonly columns: number
  readonly rows: number
}

/**
 * The streams Ink gets instead of the terminal's. With `debug: true` it writes each frame whole to stdout, at once and as
 * nothing but text and colours (pinned by test/ui/ink-contract.test.tsx); what it writes elsewhere is dropped, and
 * it reads no keys.
 */
export function inkStreams(
  size: Size,
  onFrame: (frame: string) => void,
): Pick<RenderOptions, 'stdin' | 'stdout' | 'stderr'> {
  const nothing = (): void => {}
  const listeners = { on: nothing, off: nothing, addListener: nothing, removeListener: nothing, once: nothing }
  const stdout = {
    ...listeners,
    isTTY: false,
    get columns(): number {
      return size.columns
    },
    get rows(): number {
      return size.rows
    },
    write(frame: string): boolean {
      onFrame(frame)
      return true
    },
  }
  const stderr = { ...listeners, isTTY: false, write: () => true }
  const stdin = { ...listeners, isTTY: false, read: () => null, setEncoding: nothing, ref: nothing, unref: nothing }
  // Ink uses no more of the streams than these members; the contract test renders with them.
  return { stdin, stdout, stderr } as unknown as Pick<RenderOptions, 'stdin' | 'stdout' | 'stderr'>
}

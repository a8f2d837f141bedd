/**
 * Cuts a stream of bytes into lines at LF alone, over chunks cut anywhere, also inside a character. (Line readers of the standard
 * library also cut at U+2028, which is legal inside JSON.)
 */
export interface LineSplitter {
  /** The lines that this chunk completes, without their end. */
  push(chunk: Uint8Array): readonly string[]
  /** Bytes of a last line that has no end yet. */
  readonly pendingBytes: number
}

export function lineSplitter(): LineSplitter {
  let parts: Uint8Array[] = []
  let pendingBytes = 0
  return {
    push(chunk) {
      const lines: string[] = []
      let start = 0
      pendingBytes += chunk.length
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
        lines.push(Buffer.concat([...parts, chunk.subarray(start, end)]).toString('utf8'))
        parts = []
        start = end + 1
        pendingBytes = chunk.length - start
      }
      if (start < chunk.length) parts.push(chunk.subarray(start))
      return lines.filter((line) => line !== '')
    },
    get pendingBytes() {
      return pendingBytes
    },
  }
}

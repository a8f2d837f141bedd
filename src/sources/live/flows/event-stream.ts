import { StringDecoder } from 'node:string_decoder'

/** What a stream of server-sent events gives. */
export type StreamEvent =
  | { readonly type: 'data'; readonly text: string }
  /** A line `error: …`, as whisker-backend writes it. */
  | { readonly type: 'error'; readonly text: string }
  /** An event longer than what is read. */
  | { readonly type: 'too-long' }

/** Reads server-sent events from bytes cut anywhere. An event ends with an empty line; what a broken stream leaves open is never given. */
export interface EventReader {
  push(chunk: Uint8Array): readonly StreamEvent[]
}

/** `longest` is the largest number of characters that one event may have; of a longer one nothing is kept. */
export function eventReader(longest: number): EventReader {
  const decoder = new StringDecoder('utf8')
  let line = ''
  let data: string[] = []
  let size = 0
  let isTooLong = false
  let endedWithReturn = false

  const finish = (events: StreamEvent[]): void => {
    if (isTooLong) events.push({ type: 'too-long' })
    else if (data.length > 0) events.push({ type: 'data', text: data.join('\n') })
    data = []
    size = 0
    isTooLong = false
  }

  const endLine = (events: StreamEvent[]): void => {
    const text = line
    line = ''
    if (text === '' && size === 0 && !isTooLong) return
    if (text === '') {
      finish(events)
      return
    }
    if (text.startsWith('data:')) data.push(text.slice(text.startsWith('data: ') ? 6 : 5))
    else if (text.startsWith('error:')) events.push({ type: 'error', text: text.slice(6).trim() })
  }

  const grow = (text: string): void => {
    size += text.length
    if (size > longest) isTooLong = true
    line = isTooLong ? line.slice(0, 6) : line + text
  }

  return {
    push(chunk) {
      const events: StreamEvent[] = []
      let text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))
      if (text === '') return events
      if (endedWithReturn && text.startsWith('\n')) text = text.slice(1)
      endedWithReturn = text.endsWith('\r')
      let start = 0
      for (const end of text.matchAll(/\r\n|\n|\r/g)) {
        grow(text.slice(start, end.index))
        endLine(events)
        start = end.index + end[0].length
      }
      grow(text.slice(start))
      return events
    },
  }
}

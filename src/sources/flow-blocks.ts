import { longestFlowLine } from '../decode/flows/flow-reader.ts'
import type { ObjectSink } from './object-sink.ts'

/** Puts the lines of what `calico-node -flows` prints together: a flow has several. */
export class FlowBlocks {
  readonly #sink: ObjectSink
  #block: string[] = []
  #length = 0
  /** Lines seen so far. */
  #lines = 0

  constructor(sink: ObjectSink) {
    this.#sink = sink
  }

  line(text: string): void {
    // What never begins another flow would be gathered without end.
    if (/^\s*(?:- +Time=|[[{])/.test(text) || this.#length + text.length > longestFlowLine) this.end()
    this.#lines += 1
    this.#length += text.length
    this.#block.push(text)
  }

  /** What was gathered is one flow. */
  end(): void {
    const text = this.#block.join('\n')
    if (text.trim() !== '') this.#sink.flow(text, this.#lines - this.#block.length + 1)
    this.#block = []
    this.#length = 0
  }
}

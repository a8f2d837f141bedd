import { StringDecoder } from 'node:string_decoder'
import { tokenize } from './key-tokens.ts'
import type { TermEvent } from './keys.ts'

/** How long a lone escape byte may be the start of a sequence before it is the Escape key. */
const escapeWaitMs = 50

/** Turns the bytes of the keyboard into events, whichever way they are cut. */
export class KeyReader {
  readonly #emit: (event: TermEvent) => void
  #decoder = new StringDecoder('utf8')
  #pending = ''
  #timer: NodeJS.Timeout | null = null

  constructor(emit: (event: TermEvent) => void) {
    this.#emit = emit
  }

  push(chunk: Buffer | string): void {
    this.#stopWaiting()
    this.#pending += typeof chunk === 'string' ? chunk : this.#decoder.write(chunk)
    this.#read(false)
    if (this.#pending !== '') this.#timer = setTimeout(() => this.#read(true), escapeWaitMs)
  }

  reset(): void {
    this.#stopWaiting()
    this.#pending = ''
    this.#decoder = new StringDecoder('utf8')
  }

  #read(isComplete: boolean): void {
    const { events, rest } = tokenize(this.#pending, isComplete)
    this.#pending = rest
    for (const event of events) this.#emit(event)
  }

  #stopWaiting(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}

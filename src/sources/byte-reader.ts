/** Bytes as they come, of which the first can be looked at before they are read. */
export class ByteReader implements AsyncIterable<Buffer> {
  readonly #iterator: AsyncIterator<Buffer>
  readonly #peeked: Buffer[] = []
  #failure: { readonly error: unknown } | null = null

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#iterator = chunks[Symbol.asyncIterator]()
  }

  /** At least so many bytes from where it stands, fewer only when no more come. A failure to read them is thrown when
   * those before it were read. */
  async peek(length: number): Promise<Buffer> {
    let size = this.#peeked.reduce((sum, chunk) => sum + chunk.length, 0)
    while (size < length && this.#failure === null) {
      try {
        const next = await this.#iterator.next()
        if (next.done === true) break
        this.#peeked.push(next.value)
        size += next.value.length
      } catch (error) {
        this.#failure = { error }
      }
    }
    if (this.#peeked.length > 1) this.#peeked.splice(0, this.#peeked.length, Buffer.concat(this.#peeked))
    return this.#peeked[0] ?? Buffer.alloc(0)
  }

  /** Pass over the first bytes; they were peeked at before. */
  skip(length: number): void {
    const first = this.#peeked[0]
    if (first !== undefined) this.#peeked[0] = first.subarray(length)
  }

  /** Nothing more is wanted; what the bytes came from is closed. */
  async close(): Promise<void> {
    this.#peeked.length = 0
    await this.#iterator.return?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (let chunk = this.#peeked.shift(); chunk !== undefined; chunk = this.#peeked.shift()) yield chunk
      if (this.#failure !== null) throw this.#failure.error
      for (let next = await this.#iterator.next(); next.done !== true; next = await this.#iterator.next())
        yield next.value
    } finally {
      await this.close()
    }
  }
}

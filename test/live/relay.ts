import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Stands between the program and a server, and can go silent as a network does: nothing comes through, and nothing is closed. */
export class Relay {
  readonly #server: Server
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #isSilent = false

  /** `target` is the server's URL. */
  constructor(target: string) {
    const { hostname, port } = new URL(target)
    this.#server = createServer((near) => {
      if (this.#isSilent) {
        // Taken, and never heard of again.
        this.#pairs.add([near, near])
        near.on('error', () => near.destroy())
        return
      }
      const far = connect(Number(port), hostname)
      const pair = [near, far] as const
      this.#pairs.add(pair)
      for (const [from, to] of [pair, [far, near] as const]) {
        from.pipe(to)
        from.on('error', () => to.destroy()).on('close', () => to.destroy())
      }
    })
  }

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    // A listening TCP server has an address with a port.
    return (this.#server.address() as AddressInfo).port
  }

  /** From now on nothing comes through the connections there are; `all`: nor through new ones. */
  silence(all: boolean): void {
    this.#isSilent = all
    for (const [near, far] of this.#pairs) {
      near.unpipe(far)
      far.unpipe(near)
      near.resume()
      far.resume()
    }
  }

  /** New connections come through again. */
  recover(): void {
    this.#isSilent = false
  }

  stop(): void {
    this.#server.close()
    for (const [near, far] of this.#pairs) {
      near.destroy()
      far.destroy()
    }
  }
}

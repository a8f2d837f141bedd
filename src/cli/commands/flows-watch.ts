import { encodeFlow } from '../../decode/flows/encode-flow.ts'
import type { Flow } from '../../model/flow.ts'
import type { LiveFlows, LiveFlowsStatus } from '../../model/live-flows.ts'
import { visible } from '../../model/visible.ts'
import { followFlows } from '../../sources/live/flows/follow-flows.ts'
import { escapeJson } from '../../text/escape.ts'
import { flowColumns, flowHeading, flowLine } from '../../text/flow-line.ts'
import { durationMs } from '../duration.ts'
import { Failed, usage } from '../failed.ts'
import { connectLive } from '../load-live.ts'
import { type CommandRun, type GlobalOptions, type Invocation, ownText } from '../options.ts'
import { printLines } from '../print.ts'
import type { World } from '../world.ts'

/** A cluster that never answered is given up after so many tries; one that did is waited for. */
const mostTries = 3

/** `calico-tui flows watch`: flows of a live cluster as they come, one line each, until Ctrl-C. */
export const watchFlows: CommandRun = async (invocation, world) => {
  const { global } = invocation
  const source = checkedSource(global)
  const sinceMs = sinceOf(invocation)
  const connection = await connectLive(global, world)
  if (connection === null) throw new Failed('no cluster was named and there is no kubeconfig, so there are no flows')
  const stop = new AbortController()
  const watch = new Watch(global, world, () => stop.abort())
  const { client } = connection
  const options = {
    client,
    source,
    sinceMs,
    now: Date.now,
    random: Math.random,
    onFlows: (flows: readonly Flow[], bad: readonly string[]) => watch.flows(flows, bad),
    onStatus: (live: LiveFlows) => watch.status(live),
  }
  await followFlows(options, AbortSignal.any([world.signal, stop.signal]))
  client.close()
  // Whoever interrupts does not wait for a reader that is slow.
  world.signal.throwIfAborted()
  await watch.written
  throw watch.failure ?? new Error('following flows ended by itself')
}

function checkedSource({ snapshots, flows, output, liveFlows }: GlobalOptions): 'whisker' | 'goldmane' {
  if (snapshots.length > 0) throw usage('`flows watch` follows a live cluster, and --snapshot reads none')
  if (flows.length > 0) throw usage('`flows watch` follows a live cluster, and --flows reads recorded flows')
  if (liveFlows === 'off') throw usage('`flows watch` follows flows, and --live-flows is off')
  if (output !== null && output !== 'text' && output !== 'jsonl')
    throw usage(`\`flows watch\` prints text or jsonl, not ${output}`)
  return liveFlows ?? 'whisker'
}

function sinceOf(invocation: Invocation): number {
  return Date.now() - durationMs(ownText(invocation, 'since') ?? '1m', '--since')
}

const names = { whisker: 'Whisker', goldmane: 'Goldmane' } as const

/** Writes what comes, in order. */
class Watch {
  failure: Failed | null = null
  /** Resolves when all that came is written. */
  written: Promise<void> = Promise.resolve()
  readonly #global: GlobalOptions
  readonly #world: World
  readonly #stop: () => void
  #hasHeading = false
  #hasStreamed = false
  #isLost = false
  #tries = 0

  constructor(global: GlobalOptions, world: World, stop: () => void) {
    this.#global = global
    this.#world = world
    this.#stop = stop
  }

  /** Resolves when all is written: a reader that is slow is waited for. */
  flows(flows: readonly Flow[], bad: readonly string[]): Promise<void> {
    this.#then(() => this.#print(flows))
    for (const why of bad) this.#tell(`problem: ${why}`)
    return this.written
  }

  status({ status, source, isTlsVerified }: LiveFlows): void {
    if (status.state === 'streaming') {
      if (!this.#hasStreamed) this.#begin(isTlsVerified)
      else if (this.#isLost) this.#tell(`note: ${names[source]} is back, nothing was lost`)
      this.#hasStreamed = true
      this.#isLost = false
    } else if (status.state === 'absent' || status.state === 'forbidden') {
      this.#fail(`${status.reason}; ${status.hint}`)
    } else if (status.state === 'lost') this.#lost(status)
  }

  #begin(isTlsVerified: boolean): void {
    if (!isTlsVerified) this.#tell('note: the certificate of Whisker could not be checked')
    this.#tell('note: a flow comes 15 to 30 seconds after it was recorded; Ctrl-C ends')
  }

  #lost({ reason }: Extract<LiveFlowsStatus, { state: 'lost' }>): void {
    this.#tries += 1
    if (!this.#hasStreamed && this.#tries >= mostTries) this.#fail(reason)
    else if (!this.#isLost) this.#tell(`note: ${reason}; it is tried again`)
    this.#isLost = true
  }

  #fail(message: string): void {
    this.failure ??= new Failed(message)
    this.#stop()
  }

  async #print(flows: readonly Flow[]): Promise<void> {
    const { stdout } = this.#world
    if (this.#global.output === 'jsonl') {
      await stdout.write(flows.map((flow) => `${escapeJson(JSON.stringify(encodeFlow(flow)))}\n`).join(''))
      return
    }
    const columns = flowColumns(stdout.columns)
    const heading = this.#hasHeading ? [] : [flowHeading(columns)]
    this.#hasHeading = true
    await printLines([...heading, ...flows.map((flow) => flowLine(flow, columns))], this.#global, this.#world)
  }

  #tell(text: string): void {
    this.#then(() => this.#world.stderr.write(`${visible(text, 1000)}\n`))
  }

  #then(write: () => Promise<void>): void {
    this.written = this.written.then(write)
  }
}

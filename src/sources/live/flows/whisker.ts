import type { IncomingMessage } from 'node:http'
import { decodeFlows, longestFlowLine } from '../../../decode/flows/flow-reader.ts'
import type { Flow } from '../../../model/flow.ts'
import { JsonSplitter } from '../../json-splitter.ts'
import { startPace } from '../../pace.ts'
import type { ApiClient } from '../api-client.ts'
import { ApiError, safeText } from '../api-error.ts'
import { forwardPort } from '../port-forward.ts'
import { authorityIn, namespace } from './authority.ts'
import { eventReader, type StreamEvent } from './event-stream.ts'
import {
  type FlowBatch,
  type FlowFeed,
  type FlowSink,
  type FlowWindow,
  goldmaneTime,
  type OpenFeed,
  type Past,
} from './feed.ts'
import { podOfService, type ServicePod } from './service-pod.ts'
import { askWhisker, type WhiskerAsking, type WhiskerWay } from './whisker-http.ts'

const service = { namespace, name: 'whisker' }
/** The port of whisker-backend inside the pod, past the web server in front of it. */
const innerPort = 3002

/**
 * Opens the way to Whisker: the pod of its Service, then the first port of it that answers.
 * Source: pkg/render/whisker (tigera/operator), whisker-backend/pkg/handlers/v1/flows.go (projectcalico/calico).
 */
export function openWhisker(client: ApiClient): OpenFeed {
  return async (say, signal) => {
    say('looking for Whisker')
    const found = await podOfService(client, service, signal)
    let failure: ApiError | null = null
    for (const way of waysOf(found)) {
      say(`connecting to port ${way.port} of pod ${found.pod}`)
      const authority = way.isSecure ? await authorityOf(client, signal) : null
      const feed = new WhiskerFeed(client, { found, way, authority })
      try {
        await feed.knock(signal)
        return feed
      } catch (error) {
        if (!(error instanceof ApiError) || !mayTryAnother(error)) throw error
        failure ??= error
      }
    }
    throw failure ?? new ApiError('unreachable', 'Whisker has no port')
  }
}

/** The ports of the Service first; where those do not answer, the one of whisker-backend itself. */
function waysOf({ ports }: ServicePod): readonly WhiskerWay[] {
  const base = '/whisker-backend'
  const outer = ports.map(({ port, podPort }) => ({ port: podPort, isSecure: port === 8443 || port === 443, base }))
  return [...outer, { port: innerPort, isSecure: false, base: '' }, { port: innerPort, isSecure: true, base: '' }]
}

/** False for what would be the same at every port of the pod. */
function mayTryAnother(error: ApiError): boolean {
  return error.status === null || error.kind === 'not-found' || error.kind === 'bad-request' || error.kind === 'server'
}

/** What to check the certificate of Whisker by, or null where it may not be read. */
async function authorityOf(client: ApiClient, signal: AbortSignal): Promise<string | null> {
  try {
    return await authorityIn(client, 'whisker-ca-bundle', signal)
  } catch (error) {
    if (error instanceof ApiError && (error.kind === 'forbidden' || error.kind === 'not-found')) return null
    throw error
  }
}

interface WhiskerPlace {
  readonly found: ServicePod
  readonly way: WhiskerWay
  readonly authority: string | null
}

class WhiskerFeed implements FlowFeed {
  isTlsVerified = true
  readonly #asking: WhiskerAsking

  constructor(client: ApiClient, { found, way, authority }: WhiskerPlace) {
    const to = { namespace: found.namespace, pod: found.pod, port: way.port }
    this.#asking = {
      way,
      authority,
      connect: (signal) => forwardPort(client, to, signal),
      onVerified: (isVerified) => {
        this.isTlsVerified = isVerified
      },
    }
  }

  /** Ask for next to nothing, to see whether this is Whisker. */
  async knock(signal: AbortSignal): Promise<void> {
    await this.list({ from: { agoMs: 1000 }, to: { agoMs: 1000 } }, () => {}, signal)
  }

  async list({ from, to }: FlowWindow, take: (batch: FlowBatch) => void, signal: AbortSignal): Promise<void> {
    const query = {
      ...(from !== null && { startTimeGte: String(goldmaneTime(from)) }),
      startTimeLt: String(goldmaneTime(to)),
    }
    const { body, why } = await askWhisker(this.#asking, query, signal)
    try {
      await readList(body, take, signal)
    } catch (cause) {
      throw why(cause)
    }
  }

  async stream(from: number | Past, sink: FlowSink, signal: AbortSignal): Promise<void> {
    const query = { watch: 'true', startTimeGte: String(goldmaneTime(from)) }
    const { body, why } = await askWhisker(this.#asking, query, signal)
    sink.open()
    const reader = eventReader(longestFlowLine)
    const pace = startPace(signal)
    try {
      for await (const chunk of body) {
        const events = reader.push(chunk)
        const wait = events.length > 0 ? takeEvents(events, sink) : null
        if (wait !== null) await wait
        if (pace.isDue()) await pace.rest()
      }
    } catch (cause) {
      throw why(cause)
    } finally {
      body.destroy()
    }
  }

  close(): void {}
}

/** The items of a list, as they come. */
async function readList(answer: IncomingMessage, take: (batch: FlowBatch) => void, signal: AbortSignal): Promise<void> {
  const read = batch()
  let isList = false
  const splitter = new JsonSplitter({
    list: () => {
      isList = true
    },
    item: (bytes) => read.add(bytes.toString('utf8')),
    value: (bytes) => {
      // `"items": null` stands for none.
      isList ||= bytes.includes('"items"')
    },
    refused: () => read.bad.push('a flow that is cut off'),
  })
  const pace = startPace(signal)
  for await (const chunk of answer) {
    splitter.push(chunk)
    read.hand(take)
    if (pace.isDue()) await pace.rest()
  }
  splitter.end()
  read.hand(take)
  if (!isList) throw new ApiError('not-found', 'what answers there is not Whisker')
}

function takeEvents(events: readonly StreamEvent[], sink: FlowSink): Promise<void> | null {
  const read = batch()
  let failure: string | null = null
  for (const event of events) {
    if (event.type === 'data') read.add(event.text)
    else if (event.type === 'too-long') read.bad.push(`a flow of more than ${longestFlowLine} characters`)
    else failure = event.text
  }
  let wait: Promise<void> | null = null
  read.hand((taken) => {
    wait = sink.take(taken)
  })
  if (failure !== null) throw new ApiError('server', `Whisker says: ${safeText(failure)}`)
  return wait
}

/** Gathers flows from their JSON. */
function batch() {
  let flows: Flow[] = []
  let bad: string[] = []
  return {
    get bad() {
      return bad
    },
    add(json: string): void {
      for (const flow of decodeJson(json)) {
        if (typeof flow === 'string') bad.push(flow)
        else flows.push(flow)
      }
    },
    hand(take: (batch: FlowBatch) => void): void {
      if (flows.length + bad.length === 0) return
      take({ flows, bad })
      flows = []
      bad = []
    },
  }
}

function decodeJson(json: string): readonly (Flow | string)[] {
  try {
    return decodeFlows(JSON.parse(json))
  } catch {
    return ['a flow that is not JSON']
  }
}

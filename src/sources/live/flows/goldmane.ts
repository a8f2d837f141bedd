import { decodeFlows } from '../../../decode/flows/flow-reader.ts'
import type { Flow } from '../../../model/flow.ts'
import type { ApiClient } from '../api-client.ts'
import { ApiError } from '../api-error.ts'
import { forwardPort } from '../port-forward.ts'
import { record, text } from '../record.ts'
import { authorityIn, namespace } from './authority.ts'
import { type FlowBatch, type FlowFeed, goldmaneTime, type OpenFeed } from './feed.ts'
import type { GoldmaneClient, GoldmaneKeys } from './goldmane-client.ts'
import { podOfService } from './service-pod.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'

const service = { namespace, name: 'goldmane' }
const usualPort = 7443
/** The width of Goldmane's windows in seconds. */
const interval = 15

/**
 * Opens the way to Goldmane itself, with its own certificate: it takes nobody without one. The Secret that holds it is read here and
 * nowhere else, and only where the user asked for Goldmane.
 * Source: goldmane/pkg/daemon, goldmane/proto/api.proto (projectcalico/calico).
 */
export function openGoldmane(client: ApiClient): OpenFeed {
  return async (say, signal) => {
    say('looking for Goldmane')
    const { pod, ports } = await podOfService(client, service, signal)
    const keys = await keysOf(client, signal)
    const port = (ports.find((one) => one.port === usualPort) ?? ports[0])?.podPort ?? usualPort
    say(`connecting to port ${port} of pod ${pod}`)
    // Loaded when it is first needed: few sessions ask Goldmane.
    const { goldmaneClient } = await import('./goldmane-client.ts')
    const tunnel = await openTunnel(() => forwardPort(client, { namespace, pod, port }, signal))
    try {
      const feed = feedOf(goldmaneClient(tunnel.address, keys), tunnel)
      // Next to nothing is asked for, to see whether Goldmane takes us: a stream says nothing until there is a flow.
      await feed.list({ from: { agoMs: 1000 }, to: { agoMs: 1000 } }, () => {}, signal)
      return feed
    } catch (error) {
      tunnel.close()
      throw error
    }
  }
}

async function keysOf(client: ApiClient, signal: AbortSignal): Promise<GoldmaneKeys> {
  const authority = await authorityIn(client, 'goldmane-ca-bundle', signal)
  if (authority === null)
    throw new ApiError('credentials', `the ConfigMap goldmane-ca-bundle in ${namespace} holds no authority`)
  const path = `/api/v1/namespaces/${namespace}/secrets/goldmane-key-pair`
  const secret = record(record(await client.json(path, { signal })).data)
  const [certificate, key] = [pem(secret['tls.crt']), pem(secret['tls.key'])]
  if (certificate === null || key === null)
    throw new ApiError('credentials', `the Secret goldmane-key-pair in ${namespace} holds no certificate and key`)
  return { authority, certificate, key }
}

function pem(value: unknown): string | null {
  const decoded = Buffer.from(text(value) ?? '', 'base64').toString('utf8')
  return decoded.includes('-----BEGIN') ? decoded : null
}

function feedOf(client: GoldmaneClient, tunnel: Tunnel): FlowFeed {
  /** What went wrong below is told in better words than what it led to above. */
  const told = async <Answer>(ask: Promise<Answer>): Promise<Answer> => {
    try {
      return await ask
    } catch (error) {
      throw error instanceof ApiError && error.kind === 'unreachable' ? (tunnel.failure() ?? error) : error
    }
  }
  return {
    isTlsVerified: true,
    async list({ from, to }, take, signal) {
      const request = { start_time_gte: from === null ? 0 : goldmaneTime(from), start_time_lt: goldmaneTime(to) }
      take(batchOf(await told(client.list(request, signal))))
    },
    async stream(from, sink, signal) {
      const request = { start_time_gte: goldmaneTime(from), aggregation_interval: interval }
      const stream = client.stream(request, (flow) => sink.take(batchOf([flow])), signal)
      sink.open()
      await told(stream)
    },
    close() {
      client.close()
      tunnel.close()
    },
  }
}

function batchOf(values: readonly unknown[]): FlowBatch {
  const flows: Flow[] = []
  const bad: string[] = []
  for (const flow of values.flatMap(decodeFlows)) {
    if (typeof flow === 'string') bad.push(flow)
    else flows.push(flow)
  }
  return { flows, bad }
}

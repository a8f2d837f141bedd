import { Server, ServerCredentials, type ServerWritableStream, type sendUnaryData } from '@grpc/grpc-js'
import { fromJSON, type ServiceDefinition } from '@grpc/proto-loader'
import { goldmaneProto } from '../../src/sources/live/flows/goldmane-proto.ts'
import type { KeyPair } from '../sources/live/certificates.ts'
import type { GoldmaneMemory, WindowedFlow } from './goldmane-memory.ts'

type Request = { readonly start_time_gte: number; readonly start_time_lt?: number }

/** Goldmane: gRPC with TLS that asks for the certificate of the client. */
export class FakeGoldmane {
  readonly #memory: GoldmaneMemory
  readonly #server = new Server()

  constructor(memory: GoldmaneMemory) {
    this.#memory = memory
    const definition = fromJSON(goldmaneProto, { keepCase: true, longs: Number, defaults: true })
    this.#server.addService(definition['goldmane.Flows'] as ServiceDefinition, {
      List: (call: { request: Request }, done: sendUnaryData<object>) => {
        const { start_time_gte: from, start_time_lt: to = 0 } = call.request
        done(null, { flows: this.#memory.list(from, to).map(goldmaneRecord) })
      },
      Stream: (call: ServerWritableStream<Request, object>) => {
        const stop = this.#memory.stream(call.request.start_time_gte, (flows) => {
          for (const flow of flows) call.write(goldmaneRecord(flow))
        })
        call.on('cancelled', stop)
        call.on('close', stop)
      },
    })
  }

  /** Gives the port. Takes clients whose certificate `authority` signed. */
  async start(authority: string, { key, cert }: KeyPair): Promise<number> {
    const pair = { private_key: Buffer.from(key), cert_chain: Buffer.from(cert) }
    const secure = ServerCredentials.createSsl(Buffer.from(authority), [pair], true)
    return new Promise((resolve, reject) => {
      this.#server.bindAsync('127.0.0.1:0', secure, (cause, port) => (cause === null ? resolve(port) : reject(cause)))
    })
  }

  stop(): void {
    this.#server.forceShutdown()
  }
}

const actions: Readonly<Record<string, number>> = { Allow: 1, Deny: 2, Pass: 3 }
const kinds: Readonly<Record<string, number>> = {
  CalicoNetworkPolicy: 1,
  GlobalNetworkPolicy: 2,
  StagedNetworkPolicy: 3,
  StagedGlobalNetworkPolicy: 4,
  StagedKubernetesNetworkPolicy: 5,
  NetworkPolicy: 6,
  Profile: 9,
  EndOfTier: 10,
  ClusterNetworkPolicy: 11,
}

interface Hit {
  readonly kind: string
  readonly action: string
  readonly trigger: Hit | null
}

function numbered(hit: Hit): object {
  const trigger = hit.trigger === null ? null : numbered(hit.trigger)
  return { ...hit, kind: kinds[hit.kind], action: actions[hit.action] ?? 0, trigger }
}

/** A record as Goldmane sends it. */
function goldmaneRecord({ fields, key, start, end }: WindowedFlow): object {
  const network = (name: unknown) => (name === 'PUBLIC NETWORK' ? 'pub' : name === 'PRIVATE NETWORK' ? 'pvt' : name)
  const typeOf = (name: unknown) => (network(name) === name ? 1 : 4)
  const service = key.split(' ')[1] ?? ''
  // The records of the tests have traces as whisker-backend writes them.
  const { enforced, pending } = fields.policies as { enforced: readonly Hit[]; pending: readonly Hit[] }
  const labels = (text: unknown) => String(text).split(' | ')
  return {
    id: 1,
    flow: {
      Key: {
        source_name: network(fields.source_name),
        source_namespace: fields.source_namespace,
        source_type: typeOf(fields.source_name),
        dest_name: network(fields.dest_name),
        dest_namespace: fields.dest_namespace,
        dest_type: typeOf(fields.dest_name),
        dest_port: fields.dest_port,
        ...(service !== '' && {
          dest_service_name: service,
          dest_service_namespace: 'catfacts',
          dest_service_port: 3306,
        }),
        proto: fields.protocol,
        reporter: fields.reporter === 'Src' ? 1 : 2,
        action: actions[String(fields.action)],
        policies: { enforced_policies: enforced.map(numbered), pending_policies: pending.map(numbered) },
      },
      start_time: start,
      end_time: end,
      source_labels: labels(fields.source_labels),
      dest_labels: labels(fields.dest_labels),
      packets_in: fields.packets_in,
      packets_out: fields.packets_out,
      bytes_in: fields.bytes_in,
      bytes_out: fields.bytes_out,
      num_connections_started: 2,
    },
  }
}

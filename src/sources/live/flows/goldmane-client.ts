import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js'
import { fromJSON, type ServiceDefinition } from '@grpc/proto-loader'
import { ApiError, safeText } from '../api-error.ts'
import { goldmaneProto } from './goldmane-proto.ts'

/** What proves who we are and who Goldmane is, in PEM. Never logged, never shown. */
export interface GoldmaneKeys {
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

/** Speaks to Goldmane at an address of this machine. */
export interface GoldmaneClient {
  /** Gives the flows of one answer, as JSON values. Throws an ApiError. */
  list(request: Readonly<Record<string, number>>, signal: AbortSignal): Promise<readonly unknown[]>
  /** Gives each flow as a JSON value, the next one when what `take` gives resolves (null: at once). Resolves when Goldmane ends the
   * stream, throws an ApiError when it breaks. */
  stream(request: Readonly<Record<string, number>>, take: TakesFlow, signal: AbortSignal): Promise<void>
  close(): void
}

type TakesFlow = (flow: unknown) => Promise<void> | null

/** The name in Goldmane's certificate. Source: pkg/render/goldmane (tigera/operator). */
const name = 'goldmane.calico-system.svc'
const answerMs = 30_000
/** An hour of a large cluster is one answer. */
const largestAnswer = 256 * 1024 * 1024

const options = {
  'grpc.ssl_target_name_override': name,
  'grpc.default_authority': name,
  'grpc.max_receive_message_length': largestAnswer,
  // The way there is ours already: no proxy, no second look-up, no connection shared with others, no silent second try.
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_retries': 0,
}

export function goldmaneClient(address: string, keys: GoldmaneKeys): GoldmaneClient {
  const definition = fromJSON(goldmaneProto, { keepCase: true, longs: Number, defaults: true })
  // The description is ours and names the service so.
  const { List, Stream } = definition['goldmane.Flows'] as ServiceDefinition
  if (List === undefined || Stream === undefined) throw new Error('the description of Goldmane lacks its methods')
  const client = new Client(address, sslOf(keys), options)
  return {
    list: (request, signal) =>
      new Promise((resolve, reject) => {
        const deadline = Date.now() + answerMs
        const { path, requestSerialize, responseDeserialize } = List
        const call = client.makeUnaryRequest<object, object>(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          { deadline },
          (cause, answer) => (cause === null ? resolve(flowsOf(answer)) : reject(errorOf(cause, signal))),
        )
        signal.addEventListener('abort', () => call.cancel(), { once: true })
        if (signal.aborted) call.cancel()
      }),
    stream: (request, take, signal) =>
      new Promise((resolve, reject) => {
        const { path, requestSerialize, responseDeserialize } = Stream
        const call = client.makeServerStreamRequest<object, object>(
          path,
          requestSerialize,
          responseDeserialize,
          request,
        )
        call.on('data', (result: unknown) => {
          const wait = take(result)
          if (wait === null) return
          call.pause()
          void wait.then(() => call.resume())
        })
        call.on('error', (cause: ServiceError) => reject(errorOf(cause, signal)))
        call.on('end', () => resolve())
        signal.addEventListener('abort', () => call.cancel(), { once: true })
        if (signal.aborted) call.cancel()
      }),
    close: () => client.close(),
  }
}

function sslOf({ authority, certificate, key }: GoldmaneKeys): ReturnType<typeof credentials.createSsl> {
  try {
    return credentials.createSsl(Buffer.from(authority), Buffer.from(key), Buffer.from(certificate))
  } catch {
    // What the library says may quote what it was given.
    throw new ApiError('credentials', 'the certificates and keys of Goldmane cannot be used')
  }
}

function flowsOf(answer: object | undefined): readonly unknown[] {
  return answer !== undefined && 'flows' in answer && Array.isArray(answer.flows) ? answer.flows : []
}

function errorOf(cause: ServiceError, signal: AbortSignal): ApiError {
  if (signal.aborted) return new ApiError('aborted', 'cancelled')
  const words = safeText(cause.details)
  if (cause.code === status.UNAVAILABLE) {
    if (/certificate|self.signed|altname|alert|ssl/i.test(words))
      return new ApiError('tls', `no trust between Goldmane and us: ${words}`)
    return new ApiError('unreachable', `Goldmane cannot be reached: ${words}`)
  }
  if (cause.code === status.DEADLINE_EXCEEDED) return new ApiError('timeout', 'Goldmane does not answer')
  if (cause.code === status.UNIMPLEMENTED) return new ApiError('not-found', 'what answers there is not Goldmane')
  return new ApiError('server', `Goldmane refuses: ${words}`)
}

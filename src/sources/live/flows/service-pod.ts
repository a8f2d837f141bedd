import type { ApiClient } from '../api-client.ts'
import { ApiError } from '../api-error.ts'
import { type JsonRecord, list, record, text } from '../record.ts'

/** A Service in front of pods. */
export interface ServiceName {
  readonly namespace: string
  readonly name: string
}

/** What a Service leads to. */
export interface ServicePod {
  readonly namespace: string
  readonly pod: string
  /** The ports of the Service with those of the pod, in the order of the Service. */
  readonly ports: readonly ForwardedPort[]
}

export interface ForwardedPort {
  readonly name: string | null
  readonly port: number
  readonly podPort: number
}

/** A pod of a Service that is ready, with the ports that the Service leads to. Throws an ApiError: `not-found` where the namespace or
 * the Service is missing, `unreachable` where no pod of it is ready. */
export async function podOfService(client: ApiClient, service: ServiceName, signal: AbortSignal): Promise<ServicePod> {
  const { namespace, name } = service
  const path = `/api/v1/namespaces/${namespace}`
  const spec = record(record(await client.json(`${path}/services/${name}`, { signal })).spec)
  const labelSelector = Object.entries(record(spec.selector))
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
  if (labelSelector === '')
    throw new ApiError('unreachable', `the Service ${name} in ${namespace} has no selector, so no pod can be found`)
  const pods = list(record(await client.json(`${path}/pods`, { signal, query: { labelSelector } })).items).map(record)
  const pod = pods.find(isReady)
  const podName = text(record(pod?.metadata).name)
  if (pod === undefined || podName === null)
    throw new ApiError('unreachable', `no pod of the Service ${name} in ${namespace} is ready`)
  const ports = list(spec.ports).flatMap((port) => portOf(record(port), pod) ?? [])
  return { namespace, pod: podName, ports }
}

function isReady(pod: JsonRecord): boolean {
  const status = record(pod.status)
  const isBeingDeleted = text(record(pod.metadata).deletionTimestamp) !== null
  const conditions = list(status.conditions).map(record)
  return !isBeingDeleted && conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True')
}

function portOf(port: JsonRecord, pod: JsonRecord): ForwardedPort | null {
  const number = Number(port.port)
  const target = port.targetPort ?? number
  const podPort = typeof target === 'string' ? containerPort(pod, target) : Number(target)
  return podPort === null || !Number.isInteger(number) ? null : { name: text(port.name), port: number, podPort }
}

function containerPort(pod: JsonRecord, name: string): number | null {
  const containers = list(record(pod.spec).containers).map(record)
  const found = containers.flatMap(({ ports }) => list(ports).map(record)).find((port) => port.name === name)
  return found === undefined ? null : Number(found.containerPort)
}

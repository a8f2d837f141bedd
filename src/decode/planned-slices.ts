import { compareBytes } from '../model/bytes.ts'
import type { Change, Cluster } from '../model/cluster.ts'
import type { WorkloadEndpoint } from '../model/endpoint.ts'
import type { EndpointSlice, Service, ServicePort } from '../model/service.ts'

/** The slices that services would get once these pods run. A service of which slices were observed gets none. */
export function planSlices(planned: readonly WorkloadEndpoint[], cluster: Cluster): readonly Change[] {
  const byNamespace = new Map<string, WorkloadEndpoint[]>()
  for (const pod of planned) {
    const pods = byNamespace.get(pod.namespace)
    if (pods === undefined) byNamespace.set(pod.namespace, [pod])
    else pods.push(pod)
  }
  const observed = new Set([...cluster.endpointSlices.values()].map((slice) => `${slice.namespace}/${slice.service}`))
  const keys = [...cluster.services.keys()].sort(compareBytes)
  return keys.flatMap((key) => {
    const service = cluster.services.get(key)
    if (service === undefined || service.selector === null || observed.has(key)) return []
    const selected = (byNamespace.get(service.namespace) ?? []).filter((pod) => isSelected(pod, service.selector))
    if (selected.length === 0) return []
    const others = [...(cluster.endpoints.get(service.namespace)?.values() ?? [])]
    const running = others.filter((pod) => !pod.planned && isSelected(pod, service.selector))
    return slicesOf(service, [...running, ...selected])
  })
}

function isSelected(pod: WorkloadEndpoint, selector: Service['selector']): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => pod.labels[key] === value)
}

type SlicePorts = EndpointSlice['ports']

/** One slice for all pods that give the service the same ports: a named target port may differ from pod to pod. */
function slicesOf(service: Service, pods: readonly WorkloadEndpoint[]): readonly Change[] {
  const groups = new Map<string, { readonly ports: SlicePorts; readonly addresses: string[] }>()
  for (const pod of pods) {
    const ports = service.ports.flatMap((port) => targetOf(port, pod))
    const key = JSON.stringify(ports)
    const group = groups.get(key) ?? { ports, addresses: [] }
    groups.set(key, group)
    group.addresses.push(...pod.addresses)
  }
  return [...groups.values()].map(({ ports, addresses }, at) => {
    const { namespace, name } = service
    const key = `${namespace}/${name}-plan-${at}`
    const value = { key, namespace, service: name, addresses: addresses.sort(compareBytes), ports }
    return { type: 'endpointSlices', key, value, form: 'v3', problems: [] }
  })
}

function targetOf({ name, protocol, targetPort }: ServicePort, pod: WorkloadEndpoint): SlicePorts {
  if (typeof targetPort === 'number') return [{ name, protocol, port: targetPort }]
  const found = pod.containerPorts.find((port) => port.name === targetPort && port.protocol === protocol)
  return found === undefined ? [] : [{ name, protocol, port: found.port }]
}

import { compareBytes } from '../model/bytes.ts'
import type { RulePort } from '../model/rule.ts'

/** Ports as a rule of projectcalico.org/v3 writes them. */
export type WrittenPorts = readonly (number | string)[]

/** One entry of the ports of a Kubernetes rule: a null protocol stands for everything, an empty one goes with a name that stands
 * without; a null port for all of the protocol. */
export interface KubernetesPort {
  readonly protocol: string | null
  readonly port: RulePort | null
}

/** What one rule of Calico gets of the ports of a Kubernetes rule; `ports` null for all of the protocol. */
export interface PortGroup {
  readonly protocol: string | null
  readonly ports: WrittenPorts | null
}

/**
 * Ports by protocol, in the order of their names. One entry for all ports of a protocol swallows its others, one without a
 * protocol swallows all.
 * Source: libcalico-go/lib/backend/k8s/conversion/conversion.go k8sRuleToCalico (projectcalico/calico).
 */
export function groupPorts(entries: readonly KubernetesPort[]): readonly PortGroup[] {
  const groups = new Map<string, RulePort[] | null>()
  for (const { protocol, port } of entries) {
    if (protocol === null) return [{ protocol: null, ports: null }]
    const group = groups.get(protocol)
    if (port === null || group === null) groups.set(protocol, null)
    else if (group === undefined) groups.set(protocol, [port])
    else group.push(port)
  }
  if (groups.size === 0) return [{ protocol: null, ports: null }]
  const names = [...groups.keys()].sort(compareBytes)
  return names.map((name) => ({ protocol: name, ports: written(groups.get(name) ?? null) }))
}

function written(ports: readonly RulePort[] | null): WrittenPorts | null {
  return ports === null ? null : simplified(ports).map(writtenPort)
}

function writtenPort(port: RulePort): number | string {
  if (port.type === 'named') return port.name
  return port.first === port.last ? port.first : `${port.first}:${port.last}`
}

/** The fewest ranges that hold the same ports, after the names. At most one number stays where it stands.
 * Source: libcalico-go/lib/backend/k8s/conversion/conversion.go SimplifyPorts (projectcalico/calico). */
function simplified(ports: readonly RulePort[]): readonly RulePort[] {
  const ranges = ports.filter((port) => port.type === 'range').sort((one, other) => one.first - other.first)
  const count = ranges.reduce((sum, range) => sum + range.last - range.first + 1, 0)
  if (ports.length <= 1 || count <= 1) return ports
  const merged: { type: 'range'; first: number; last: number }[] = []
  for (const range of ranges) {
    const last = merged.at(-1)
    if (last !== undefined && range.first <= last.last + 1) last.last = Math.max(last.last, range.last)
    else merged.push({ ...range })
  }
  return [...ports.filter((port) => port.type === 'named'), ...merged]
}

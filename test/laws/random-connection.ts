import type { Cluster } from '../../src/model/cluster.ts'
import type { Connection, Peer } from '../../src/model/connection.ts'
import { Dice } from './dice.ts'
import { ports } from './random-rule.ts'

const others = ['UDP', 'UDP', 'UDP', 'UDP', 'SCTP', '47', '4'] as const

/** A connection in this cluster: between pods, hosts, addresses and names, with facts missing now and then. */
export function randomConnection(cluster: Cluster, seed: number): Connection {
  const dice = new Dice(seed ^ 0x5bd1e995)
  const version = dice.chance(75) ? 4 : 6
  const icmp = dice.chance(12)
  const protocol = icmp
    ? version === 4
      ? 'ICMP'
      : 'ICMPv6'
    : dice.chance(72)
      ? dice.pick(['TCP', 'TCP', 'TCP', 'tcp', '6'])
      : dice.pick(others)
  const source = peer(cluster, dice, version, false)
  let destination = peer(cluster, dice, version, true)
  // A pod that calls itself is worth a case or two, no more.
  if (destination.ip === source.ip && dice.chance(90)) destination = peer(cluster, dice, version, true)
  const hasPort = !icmp && !['47', '4'].includes(protocol)
  return {
    source,
    destination,
    protocol,
    port: hasPort ? (dice.chance(2) ? 4789 : dice.pick(ports)) : null,
    sourcePort: hasPort && dice.chance(25) ? dice.pick(ports) : null,
    icmp:
      icmp && dice.chance(75)
        ? { type: dice.pick([0, 3, 8, 128]), code: dice.chance(70) ? dice.pick([0, 1]) : null }
        : null,
    http: dice.chance(20)
      ? { method: dice.pick(['GET', 'PUT', null]), path: dice.pick(['/a', '/pub/x', '/public', '/a/%2e%2e/b', null]) }
      : null,
    original:
      hasPort && dice.chance(8)
        ? { ip: version === 4 ? dice.pick(['10.1.0.1', '10.1.0.2', '10.96.0.7']) : 'fd00:1::1', port: dice.pick(ports) }
        : null,
  }
}

function peer(cluster: Cluster, dice: Dice, version: 4 | 6, mayBeName: boolean): Peer {
  const endpoints = [...cluster.endpoints.values()].flatMap((pods) => [...pods.values()])
  const ofVersion = endpoints.filter((one) => one.addresses.some((ip) => isOf(ip, version)))
  if (ofVersion.length > 0 && dice.chance(70)) {
    const pod = dice.pick(ofVersion)
    const ip = pod.addresses.find((one) => isOf(one, version)) ?? null
    return dice.chance(85) ? { type: 'endpoint', key: pod.key, ip } : { type: 'address', ip, domain: null }
  }
  const hosts = [...cluster.hostEndpoints.values()]
  if (hosts.length > 0 && dice.chance(40)) {
    const host = dice.pick(hosts)
    const ip = host.addresses.find((one) => isOf(one, version)) ?? null
    return { type: 'endpoint', key: host.key, ip }
  }
  if (mayBeName && dice.chance(25)) {
    const ip = dice.chance(30) ? (version === 4 ? '203.0.113.5' : '2001:db8::5') : null
    return {
      type: 'address',
      ip,
      domain: dice.pick(['api.example.com', 'example.org', 'a.b.Example.com.', 'other.net']),
    }
  }
  const outside =
    version === 4
      ? ['203.0.113.5', '8.8.8.8', '10.0.1.77', '10.1.0.1', '10.1.0.2']
      : ['2001:db8::5', 'fd00::9', 'fd00:1::1']
  return { type: 'address', ip: dice.pick(outside), domain: null }
}

function isOf(ip: string, version: 4 | 6): boolean {
  return ip.includes(':') === (version === 6)
}

import type { Dice } from './dice.ts'
import { randomSelector } from './random-selector.ts'

type Fields = Record<string, unknown>

export const podKeys = ['app', 'role'] as const
export const namespaceKeys = ['team', 'env'] as const
export const nets = ['10.0.0.0/8', '10.0.1.0/24', '10.0.1.2/32', '203.0.113.0/24', '0.0.0.0/0', '10.1.0.0/24'] as const
export const nets6 = ['fd00::/16', 'fd00:0:0:1::/64', '2001:db8::/32', '::/0'] as const
export const ports = [53, 80, 443, 8080] as const
const portForms = [80, '80:443', 443, 'http', 'dns', 8080, '53', '8000:9000'] as const
export const domains = ['*.example.com', 'api.example.com', 'example.org'] as const

/** A rule of a Calico policy, of any form that Calico knows, and some that it refuses. */
export function randomRule(dice: Dice, direction: 'ingress' | 'egress', isGlobal: boolean): Fields {
  const action = dice.pick(['Allow', 'Allow', 'Allow', 'Deny', 'Deny', 'Pass', 'Log'])
  const protocol = dice.chance(90)
    ? dice.pick([undefined, undefined, undefined, 'TCP', 'TCP', 'TCP', 'TCP', 'UDP', 6])
    : dice.pick(['SCTP', 17, 'ICMP', 'ICMP', 'ICMPv6', 1, 58, 'UDPLite'])
  const icmp = protocol === 'ICMP' || protocol === 'ICMPv6' || protocol === 1 || protocol === 58
  const carriesPorts = protocol !== undefined && !icmp && protocol !== 'UDPLite'
  const far = direction === 'ingress' ? 'source' : 'destination'
  const near = direction === 'ingress' ? 'destination' : 'source'
  const services = dice.chance(6)
  const farSide = services ? serviceSide(dice) : randomSide(dice, isGlobal, far === 'destination' && carriesPorts)
  const rule: Fields = {
    action,
    ipVersion: dice.maybe(8, () => dice.pick([4, 6])),
    protocol,
    notProtocol: dice.maybe(5, () => dice.pick(['TCP', 'UDP', 17])),
    icmp: icmp ? dice.maybe(60, () => icmpMatch(dice)) : undefined,
    notICMP: icmp ? dice.maybe(15, () => icmpMatch(dice)) : undefined,
    [far]: farSide,
    [near]: dice.maybe(40, () => randomSide(dice, isGlobal, near === 'destination' && carriesPorts)),
    http:
      action === 'Allow' && direction === 'ingress' && protocol === 'TCP'
        ? dice.maybe(20, () => http(dice))
        : undefined,
  }
  if (action === 'Allow' && direction === 'egress' && dice.chance(12)) {
    rule.destination = { domains: dice.some(domains), ports: carriesPorts ? [443] : undefined }
  }
  return rule
}

function icmpMatch(dice: Dice): Fields {
  return { type: dice.pick([0, 3, 8, 128]), code: dice.maybe(50, () => dice.pick([0, 1])) }
}

function http(dice: Dice): Fields {
  return {
    methods: dice.maybe(60, () => dice.some(['GET', 'POST', '*'])),
    paths: dice.maybe(60, () => dice.some([{ exact: '/a' }, { prefix: '/pub' }, { prefix: '/' }])),
  }
}

function serviceSide(dice: Dice): Fields {
  return { services: { name: dice.pick(['svc', 'none']), namespace: dice.pick(['a', 'b']) } }
}

function randomSide(dice: Dice, isGlobal: boolean, mayHavePorts: boolean): Fields {
  return {
    nets: dice.maybe(18, () => someNets(dice)),
    notNets: dice.maybe(10, () => someNets(dice)),
    selector: dice.maybe(30, () => randomSelector(dice, podKeys)),
    notSelector: dice.maybe(12, () => randomSelector(dice, podKeys, 1)),
    namespaceSelector: dice.maybe(15, () => (dice.chance(25) ? 'global()' : randomSelector(dice, namespaceKeys, 1))),
    serviceAccounts: dice.maybe(isGlobal ? 6 : 10, () => accounts(dice)),
    ports: mayHavePorts ? dice.maybe(55, () => dice.some(portForms)) : dice.maybe(3, () => ['http']),
    notPorts: mayHavePorts ? dice.maybe(12, () => dice.some(portForms)) : undefined,
  }
}

function someNets(dice: Dice): string[] {
  return dice.chance(75)
    ? dice.some(nets.filter((_, at) => at !== 4 || dice.chance(20)))
    : dice.some([...nets, ...nets6])
}

function accounts(dice: Dice): Fields {
  return {
    names: dice.maybe(60, () => dice.some(['s1', 's2'])),
    selector: dice.maybe(50, () => randomSelector(dice, ['role'], 1)),
  }
}

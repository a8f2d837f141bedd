import { Dice } from '../laws/dice.ts'
import type { ApiObject } from './cluster.ts'
import { padded } from './names.ts'

/** The figures of a large production node. */
export const productionNode = {
  policies: 294,
  rules: 68,
  sets: 3_708,
  references: 4_838,
  members: 256_000,
  largest: 54_566,
}

/** One pod to which every policy of a large production node applies. None of the rules matches `203.0.113.9`, port 9. */
export function* generateProductionNode(seed = 1): Generator<ApiObject> {
  const dice = new Dice(seed)
  const { policies, rules, sets, references, members, largest } = productionNode
  yield {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'app', labels: { 'kubernetes.io/metadata.name': 'app' } },
  }
  yield {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'app', labels: { app: 'web' } },
    spec: { nodeName: 'node', serviceAccountName: 'default', containers: [{ name: 'main', image: 'web' }] },
    status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }] },
  }
  let left = members - largest
  for (let at = 0; at < sets; at += 1) {
    const count =
      at === 0
        ? largest
        : Math.min(left, at === sets - 1 ? left : dice.between(1, 2 * Math.floor((members - largest) / sets)))
    if (at > 0) left -= count
    yield networkSet(at, count)
  }
  let reference = 0
  const total = policies * rules
  for (let at = 0; at < policies; at += 1) {
    const egress = Array.from({ length: rules }, (_, rule) => {
      const number = at * rules + rule
      // The references are spread evenly over the rules.
      const refers = Math.floor(((number + 1) * references) / total) > Math.floor((number * references) / total)
      return refers ? referring(reference++ % sets, rule) : plain(number)
    })
    yield {
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      metadata: { name: `policy-${padded(at, 3)}`, namespace: 'app' },
      spec: { tier: 'default', order: at, selector: "app == 'web'", types: ['Egress'], egress },
    }
  }
}

function referring(set: number, rule: number): ApiObject {
  const destination = { selector: `set == 's${set}'`, namespaceSelector: 'global()', ports: [443, 8000 + rule] }
  return { action: 'Allow', protocol: 'TCP', destination }
}

function plain(number: number): ApiObject {
  const net = `100.${64 + (number % 64)}.${(number >> 6) & 255}.0/24`
  return { action: 'Allow', protocol: number % 3 === 0 ? 'UDP' : 'TCP', destination: { nets: [net] } }
}

/** Members of set number `at`: single addresses and blocks of 11.0.0.0/8 and up, never 203.0.113.9. */
function networkSet(at: number, count: number): ApiObject {
  const base = (at * 2_654_435) % 16_000_000
  const nets = Array.from({ length: count }, (_, member) => {
    const number = (base + member * 257) % 16_777_216
    const address = `${11 + (at % 60)}.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
    return member % 8 === 0 ? `${address.replace(/\d+$/, '0')}/24` : address
  })
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkSet',
    metadata: { name: `s${at}`, labels: { set: `s${at}` } },
    spec: { nets },
  }
}

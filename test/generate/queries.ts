import { Dice } from '../laws/dice.ts'

/** A line of `calico-tui trace --queries`. */
export interface Query {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly protocol?: string
  readonly port: number
}

const workloads = [
  'storefront/frontend',
  'storefront/backend',
  'storefront/microservice1',
  'storefront/microservice2',
  'storefront/logging',
  'acme/acme-microservice1',
  'acme/acme-microservice2',
  'dev/centos',
  'dev/dev-nginx',
  'kube-system/coredns',
]
const outside = ['8.8.8.8', '18.64.0.1', '10.0.1.30', '203.0.113.9', 'api.twilio.com', 'example.org']
const ports = [80, 443, 8080, 9153, 10250]

/** Questions about the snapshot `storefront`, each different from most others. */
export function* generateQueries(count: number, seed = 1): Generator<Query> {
  const dice = new Dice(seed)
  for (let at = 0; at < count; at += 1) {
    const from = dice.chance(90) ? dice.pick(workloads) : dice.pick(outside.slice(0, 4))
    const to = dice.chance(75) ? dice.pick(workloads) : dice.pick(outside)
    const query = { id: `q${at}`, from, to }
    yield dice.chance(15) ? { ...query, protocol: 'UDP', port: 53 } : { ...query, port: dice.pick(ports) }
  }
}

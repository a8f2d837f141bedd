import { Dice } from '../laws/dice.ts'
import { apps, padded, podAddress, podSuffix, roles, suffix, teams } from './names.ts'
import { generatePolicies } from './policies.ts'

/** An object of the Kubernetes API. */
export type ApiObject = Readonly<Record<string, unknown>>

/** How large a cluster to make. What is left out follows from the number of pods. */
export interface ClusterSize {
  readonly pods: number
  readonly policies: number
  readonly namespaces?: number
  readonly sets?: number
  readonly seed?: number
}

/** A workload: the pods of one template. */
export interface Workload {
  readonly namespace: string
  readonly name: string
  readonly app: string
  readonly role: string
  readonly port: number
  readonly account: string
  readonly replicas: number
}

/** What the policies are made for. */
export interface Plan {
  readonly namespaces: readonly string[]
  readonly workloads: readonly Workload[]
  readonly sets: readonly string[]
}

const replicas = 25

/**
 * A made-up cluster of any size, object by object, so that a large one never stands in memory: tiers and policies first, then
 * namespaces, nodes, network sets, and workload by workload its pods and Service. The same size and seed give the same cluster.
 */
export function* generateCluster(size: ClusterSize): Generator<ApiObject> {
  const dice = new Dice(size.seed ?? 1)
  const plan = planCluster(size, dice)
  yield clusterInformation
  yield* generatePolicies(plan, size.policies, dice)
  for (const [at, name] of plan.namespaces.entries()) yield* namespace(name, at)
  const nodes = Math.max(1, Math.ceil(size.pods / 100))
  for (let at = 0; at < nodes; at += 1) yield node(at)
  for (const [at, name] of plan.sets.entries()) yield networkSet(name, at, dice)
  let address = 1
  for (const workload of plan.workloads) {
    yield* workloadObjects(workload, { address, nodes, dice })
    address += workload.replicas
  }
}

function planCluster(size: ClusterSize, dice: Dice): Plan {
  const workloadCount = Math.max(1, Math.ceil(size.pods / replicas))
  const namespaceCount = size.namespaces ?? Math.max(1, Math.ceil(workloadCount / 20))
  const setCount = size.sets ?? Math.ceil(size.policies / 20)
  const namespaces = Array.from({ length: namespaceCount }, (_, at) => `${teams[at % teams.length]}-${padded(at, 3)}`)
  const workloads = Array.from({ length: workloadCount }, (_, at): Workload => {
    const app = apps[Math.floor(at / namespaceCount) % apps.length] ?? 'web'
    const round = Math.floor(at / namespaceCount / apps.length)
    return {
      namespace: namespaces[at % namespaceCount] ?? 'default',
      name: round === 0 ? app : `${app}-${round + 1}`,
      app,
      role: dice.pick(roles),
      port: 8000 + (at % 50),
      account: dice.chance(30) ? app : 'default',
      replicas: Math.min(replicas, size.pods - at * replicas),
    }
  })
  return { namespaces, workloads, sets: Array.from({ length: setCount }, (_, at) => `set-${padded(at, 4)}`) }
}

const clusterInformation: ApiObject = {
  apiVersion: 'projectcalico.org/v3',
  kind: 'ClusterInformation',
  metadata: { name: 'default' },
  spec: { calicoVersion: 'v3.32.1', datastoreReady: true },
}

function* namespace(name: string, at: number): Generator<ApiObject> {
  const labels = {
    'kubernetes.io/metadata.name': name,
    team: teams[at % teams.length],
    env: at % 3 === 0 ? 'prod' : 'dev',
  }
  yield { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
  for (const account of ['default', ...apps]) {
    yield {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: account, namespace: name, labels: { app: account } },
    }
  }
}

function nodeAddress(at: number): string {
  return `172.16.${(at >> 8) & 255}.${at & 255}`
}

function nodeName(at: number): string {
  return `node-${padded(at, 4)}`
}

function node(at: number): ApiObject {
  const name = nodeName(at)
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, zone: `zone-${at % 3}` } },
    status: { addresses: [{ type: 'InternalIP', address: nodeAddress(at) }] },
  }
}

function networkSet(name: string, at: number, dice: Dice): ApiObject {
  const nets = dice.times(4, 60, () => `${dice.between(100, 200)}.${dice.between(0, 255)}.${dice.between(0, 255)}.0/24`)
  const labels = { feed: name, kind: at % 4 === 0 ? 'blocked' : 'partner' }
  return { apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkSet', metadata: { name, labels }, spec: { nets } }
}

function* workloadObjects(
  workload: Workload,
  place: { readonly address: number; readonly nodes: number; readonly dice: Dice },
): Generator<ApiObject> {
  const { namespace: where, name } = workload
  const hash = suffix(place.dice, 10)
  const addresses: string[] = []
  for (let at = 0; at < workload.replicas; at += 1) {
    const number = place.address + at
    addresses.push(podAddress(number))
    yield pod(workload, {
      hash,
      number,
      nodeAt: number % place.nodes,
      name: `${name}-${hash}-${podSuffix(number)}`,
    })
  }
  const ports = [{ name: 'http', port: 80, targetPort: workload.port, protocol: 'TCP' }]
  const metadata = { name, namespace: where, labels: { app: workload.app } }
  yield {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { clusterIP: 'None', selector: { app: workload.app, 'app.kubernetes.io/name': name }, ports },
  }
  yield {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${suffix(place.dice, 5)}`,
      namespace: where,
      labels: { 'kubernetes.io/service-name': name },
    },
    addressType: 'IPv4',
    endpoints: addresses.map((one) => ({ addresses: [one] })),
    ports: [{ name: 'http', port: workload.port, protocol: 'TCP' }],
  }
}

function pod(
  workload: Workload,
  at: { readonly hash: string; readonly number: number; readonly nodeAt: number; readonly name: string },
): ApiObject {
  const { namespace: where, name, app, role, port, account } = workload
  const ip = podAddress(at.number)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: at.name,
      namespace: where,
      generateName: `${name}-${at.hash}-`,
      labels: { app, role, 'app.kubernetes.io/name': name, 'pod-template-hash': at.hash, instance: at.name },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-${at.hash}`, controller: true }],
    },
    spec: {
      nodeName: nodeName(at.nodeAt),
      serviceAccountName: account,
      containers: [
        { name: 'main', image: `${app}:1.0`, ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }] },
      ],
    },
    status: { phase: 'Running', hostIP: nodeAddress(at.nodeAt), podIP: ip, podIPs: [{ ip }] },
  }
}

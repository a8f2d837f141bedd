import { decode } from '../../src/decode/decode.ts'
import { type ClusterIndex, indexCluster } from '../../src/engine/cluster-index.ts'
import { trace } from '../../src/engine/trace.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, draftCluster, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Connection } from '../../src/model/connection.ts'

/** One figure: what was measured, the best of several runs, and what it must stay under. */
export interface Figure {
  readonly what: string
  readonly ms: number
  readonly limitMs: number
}

/** Measure the engine on generated clusters, nothing of it read from disk. */
export function engineFigures(): readonly Figure[] {
  return [...largeCluster(), ...largeNode()]
}

/** 100,000 pods of 4,000 workloads in 200 namespaces, 10,000 policies. */
function largeCluster(): readonly Figure[] {
  const cluster = clusterOf([...namespaces(200), ...pods(100_000), ...policies(10_000)])
  const index = indexCluster(cluster)
  const all = index.tiers.flatMap((tier) => tier.policies)
  const figures = [
    figure('index 100,000 pods and 10,000 policies', 600, 5, () => indexCluster(cluster)),
    figure('endpoint counts of 10,000 policies', 500, 3, () => countAll(indexCluster(cluster, index), all)),
    figure('one trace among 10,000 policies, nothing known before', 3, 20, firstTraces(cluster)),
    figure('one trace among 10,000 policies', 3, 50, () =>
      trace(index, between('n0/w0-0', 'n1/w1-0', 8080), 'enforced'),
    ),
    figure('one selector over 100,000 pods', 100, 10, () =>
      index.select({ type: 'equals', label: 'app', value: 'w7' }),
    ),
    figure('index again after 100 pods of 100 namespaces changed', 100, 5, reindexing(cluster, index)),
  ]
  return figures
}

function countAll(index: ClusterIndex, policies: ReturnType<typeof allPolicies>): number {
  return policies.reduce((sum, policy) => sum + index.countOf(policy), 0)
}

function allPolicies(index: ClusterIndex) {
  return index.tiers.flatMap((tier) => tier.policies)
}

/** Each run traces between two pods that no trace has met. */
function firstTraces(cluster: Cluster): () => unknown {
  const index = indexCluster(cluster)
  let at = 0
  return () => {
    at += 2
    return trace(index, between(`n${at % 200}/w${at}-0`, `n${(at + 1) % 200}/w${at + 1}-0`, 8080), 'enforced')
  }
}

function reindexing(cluster: Cluster, index: ClusterIndex): () => unknown {
  const changed = Array.from({ length: 100 }, (_, at) => pod(at * 37, 0, 'changed'))
  const next = applyChanges(
    cluster,
    changed.flatMap((object) => decode(object, null)),
  )
  return () => indexCluster(next, index)
}

/** One pod under 294 policies of 68 rules, with 4,838 references to 3,708 network sets of 256,000 members, the largest 54,566. */
/** An index of that node, and a connection from its pod to an address that no rule names. */
export function largeNodeCase(): { readonly index: ClusterIndex; readonly connection: Connection } {
  const cluster = clusterOf([...namespaces(1), pod(0, 0, 'a'), ...networkSets(), ...nodePolicies()])
  return { index: indexCluster(cluster), connection: outside('203.0.113.9') }
}

function largeNode(): readonly Figure[] {
  const { index, connection } = largeNodeCase()
  const { cluster } = index
  return [
    figure('index 3,708 network sets with 256,000 members', 600, 3, () => indexCluster(cluster)),
    figure('a trace of 19,992 rules, nothing matches', 1, 300, () => trace(index, connection, 'enforced')),
    figure('the same to a network set', 1, 300, () => trace(index, outside('10.0.3.1'), 'enforced')),
    figure('the same to a name', 50, 20, () => trace(index, named('api.example.com'), 'enforced')),
  ]
}

function named(domain: string): Connection {
  return { ...outside('203.0.113.9'), destination: { type: 'address', ip: null, domain } }
}

function outside(ip: string): Connection {
  return { ...between('n0/w0-0', 'n0/w0-0', 9), destination: { type: 'address', ip, domain: null } }
}

function figure(what: string, limitMs: number, runs: number, run: () => unknown): Figure {
  run()
  run()
  let best = Number.POSITIVE_INFINITY
  for (let at = 0; at < runs; at += 1) {
    const start = performance.now()
    run()
    best = Math.min(best, performance.now() - start)
  }
  return { what, ms: best, limitMs }
}

function clusterOf(objects: Iterable<object>): Cluster {
  const draft = draftCluster(emptyCluster)
  for (const object of objects) for (const change of decode(object, null)) draft.apply(change)
  return draft.cluster()
}

function between(from: string, to: string, port: number): Connection {
  return {
    source: { type: 'endpoint', key: from, ip: null },
    destination: { type: 'endpoint', key: to, ip: null },
    protocol: 'TCP',
    port,
    sourcePort: null,
    icmp: null,
    http: null,
    original: null,
  }
}

function namespaces(count: number): readonly object[] {
  return Array.from({ length: count }, (_, at) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: `n${at}`, labels: { team: `t${at % 20}`, env: at % 3 === 0 ? 'prod' : 'dev' } },
  }))
}

function* pods(count: number): Iterable<object> {
  for (let at = 0; at < count; at += 1) yield pod(at % 4000, Math.floor(at / 4000), 'a')
}

function pod(workload: number, replica: number, version: string): object {
  const at = replica * 4000 + workload
  const address = `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `w${workload}-${replica}`,
      namespace: `n${workload % 200}`,
      labels: {
        app: `w${workload}`,
        role: ['web', 'api', 'db'][workload % 3],
        version,
        'pod-template-hash': `h${workload}`,
        'statefulset.kubernetes.io/pod-name': `w${workload}-${replica}`,
      },
    },
    spec: {
      nodeName: `node${at % 1000}`,
      serviceAccountName: 'default',
      containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }],
    },
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
  }
}

function* policies(count: number): Iterable<object> {
  for (let at = 0; at < count; at += 1) yield at % 50 === 0 ? globalPolicy(at) : policy(at)
}

function policy(at: number): object {
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name: `default.p${at}`, namespace: `n${at % 200}` },
    spec: {
      tier: 'default',
      order: at % 7,
      selector: `app == 'w${at % 4000}' || (role == 'web' && version != 'old${at % 10}' && has(pod-template-hash))`,
      types: ['Ingress', 'Egress'],
      ingress: [rule(at), rule(at + 1)],
      egress: [rule(at)],
    },
  }
}

function globalPolicy(at: number): object {
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: `default.g${at}` },
    spec: {
      tier: 'default',
      namespaceSelector: `team == 't${at % 20}' && env != 'x${at}'`,
      selector: "role in {'api', 'db'}",
      types: ['Ingress'],
      ingress: [rule(at)],
    },
  }
}

function rule(at: number): object {
  return {
    action: 'Allow',
    protocol: 'TCP',
    source: { selector: `app == 'w${(at * 7) % 4000}'`, namespaceSelector: `team == 't${at % 20}'` },
    destination: { ports: [80 + (at % 10), '9000:9100'] },
  }
}

const setCount = 3_708

function* networkSets(): Iterable<object> {
  const sizes = [54_566, ...Array.from({ length: setCount - 1 }, () => Math.floor((256_000 - 54_566) / (setCount - 1)))]
  let next = 10 * 2 ** 24
  for (const [at, size] of sizes.entries()) {
    const nets = Array.from({ length: size }, () => {
      next += 1
      return `${next >>> 24}.${(next >> 16) & 255}.${(next >> 8) & 255}.${next & 255}${next % 5 === 0 ? '/31' : '/32'}`
    })
    yield {
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkSet',
      metadata: { name: `s${at}`, labels: { set: `s${at}` } },
      spec: { nets },
    }
  }
}

function nodePolicies(): readonly object[] {
  let reference = 0
  return Array.from({ length: 294 }, (_, at) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: `node.p${at}` },
    spec: {
      tier: 'node',
      order: at,
      types: ['Egress'],
      egress: Array.from({ length: 68 }, (_, nth) => {
        const isReference = nth % 4 === 0
        reference += isReference ? 1 : 0
        return {
          action: 'Allow',
          protocol: 'TCP',
          destination: isReference
            ? { selector: `set == 's${(reference * 31) % setCount}'` }
            : { nets: [`172.${16 + (nth % 16)}.${at % 256}.0/24`], ports: [443, '8000:8100'] },
        }
      }),
    },
  }))
}

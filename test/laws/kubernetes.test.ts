import { expect, test } from 'vitest'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { trace } from '../../src/engine/trace.ts'
import type { Connection } from '../../src/model/connection.ts'
import { clusterOf } from '../spec/scenario.ts'
import { clusters } from './cases.ts'
import { Dice } from './dice.ts'
import { randomNetworkPolicy } from './random-kubernetes.ts'
import { randomLabels } from './random-selector.ts'

/**
 * Kubernetes says on its own what a NetworkPolicy means: a pod is isolated in a direction once a policy selects it there, and
 * then only what some policy allows may pass; a connection must be allowed at both ends. Where there are no other policies,
 * Calico has to come to the same. Nothing of ours but the policies themselves is used for the expectation.
 */

type Labels = Readonly<Record<string, string>>

interface APod {
  readonly name: string
  readonly namespace: string
  readonly labels: Labels
  readonly ip: string
  readonly ports: readonly { readonly name: string; readonly containerPort: number; readonly protocol?: string }[]
}

interface LabelSelector {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: string
    readonly values?: readonly string[]
  }[]
}

interface APeer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] }
  readonly podSelector?: LabelSelector
  readonly namespaceSelector?: LabelSelector
}

interface APort {
  readonly protocol?: string
  readonly port?: number | string
  readonly endPort?: number
}

interface ARule {
  readonly from?: readonly APeer[]
  readonly to?: readonly APeer[]
  readonly ports?: readonly APort[]
}

interface APolicy {
  readonly metadata: { readonly namespace: string }
  readonly spec: {
    readonly podSelector: LabelSelector
    readonly policyTypes?: readonly string[]
    readonly ingress?: readonly ARule[]
    readonly egress?: readonly ARule[]
  }
}

interface World {
  readonly namespaces: Readonly<Record<string, Labels>>
  readonly pods: readonly APod[]
  readonly policies: readonly APolicy[]
}

function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean {
  const pairs = Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
  return pairs && matchExpressions.every((one) => expressionHolds(one, labels[one.key]))
}

function expressionHolds(
  { operator, values = [] }: { operator: string; values?: readonly string[] },
  value: string | undefined,
): boolean {
  if (operator === 'Exists') return value !== undefined
  if (operator === 'DoesNotExist') return value === undefined
  const isIn = value !== undefined && values.includes(value)
  return operator === 'In' ? isIn : !isIn
}

function inBlock(ip: string, cidr: string): boolean {
  const [net = '', length = '32'] = cidr.split('/')
  if (net.includes(':') || ip.includes(':')) return false
  const bits = (text: string) =>
    text
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
  return bits(ip).slice(0, Number(length)) === bits(net).slice(0, Number(length))
}

function peerIs(world: World, policy: APolicy, peer: APeer, pod: APod): boolean {
  if (peer.ipBlock !== undefined) {
    const { cidr, except = [] } = peer.ipBlock
    return inBlock(pod.ip, cidr) && !except.some((one) => inBlock(pod.ip, one))
  }
  const there =
    peer.namespaceSelector === undefined
      ? pod.namespace === policy.metadata.namespace
      : selects(peer.namespaceSelector, world.namespaces[pod.namespace] ?? {})
  return there && selects(peer.podSelector ?? {}, pod.labels)
}

function portIs(
  { protocol = 'TCP', port, endPort }: APort,
  asked: { protocol: string; port: number },
  to: APod,
): boolean {
  if (protocol !== asked.protocol) return false
  if (port === undefined) return true
  if (typeof port === 'number') return asked.port >= port && asked.port <= (endPort ?? port)
  return to.ports.some(
    (one) => one.name === port && one.containerPort === asked.port && (one.protocol ?? 'TCP') === protocol,
  )
}

interface Question {
  readonly from: APod
  readonly to: APod
  readonly protocol: string
  readonly port: number
}

function isAllowed(world: World, direction: 'ingress' | 'egress', question: Question): boolean {
  const [here, there] = direction === 'ingress' ? [question.to, question.from] : [question.from, question.to]
  const name = direction === 'ingress' ? 'Ingress' : 'Egress'
  const isolating = world.policies.filter(
    (policy) =>
      policy.metadata.namespace === here.namespace &&
      selects(policy.spec.podSelector, here.labels) &&
      typesOf(policy).includes(name),
  )
  if (isolating.length === 0) return true
  return isolating.some((policy) =>
    (policy.spec[direction] ?? []).some((rule) => {
      const peers = direction === 'ingress' ? rule.from : rule.to
      const byPeer =
        peers === undefined || peers.length === 0 || peers.some((peer) => peerIs(world, policy, peer, there))
      const byPort =
        rule.ports === undefined ||
        rule.ports.length === 0 ||
        rule.ports.some((port) => portIs(port, question, question.to))
      return byPeer && byPort
    }),
  )
}

/** As the API server fills it in: Ingress always, Egress where there are egress rules. */
function typesOf({ spec }: APolicy): readonly string[] {
  return spec.policyTypes ?? ['Ingress', ...((spec.egress ?? []).length > 0 ? ['Egress'] : [])]
}

function randomWorld(dice: Dice): World {
  const pods = dice.times(
    3,
    7,
    (at): APod => ({
      name: `p${at}`,
      namespace: dice.pick(['a', 'b', 'c']),
      labels: randomLabels(dice, ['app', 'role']),
      ip: `10.0.1.${at + 1}`,
      ports: dice.some([
        { name: 'http', containerPort: 80 },
        { name: 'http', containerPort: 8080 },
        { name: 'dns', containerPort: 53, protocol: 'UDP' },
      ]),
    }),
  )
  const namespaces = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, randomLabels(dice, ['team', 'env'])]))
  // The generator makes exactly these fields.
  const policies = dice.times(1, 6, (at) => JSON.parse(JSON.stringify(randomNetworkPolicy(dice, at))) as APolicy)
  return { namespaces, pods, policies }
}

function objectsOf({ namespaces, pods, policies }: World): unknown[] {
  return [
    ...Object.entries(namespaces).map(([name, labels]) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    })),
    ...pods.map(({ name, namespace, labels, ip, ports }, at) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: { nodeName: `n${at}`, containers: [{ name: 'm', ports }] },
      status: { phase: 'Running', podIPs: [{ ip }] },
    })),
    ...policies,
  ]
}

test('where there are only Kubernetes policies, Calico does what Kubernetes says', () => {
  const seen = { Allow: 0, Deny: 0 }
  for (let seed = 1; seed <= clusters * 3; seed += 1) {
    const dice = new Dice(seed)
    const drawn = randomWorld(dice)
    const unlike = new Map(drawn.policies.map((policy) => [JSON.stringify(policy.metadata), policy]))
    const world = { ...drawn, policies: [...unlike.values()] }
    const index = indexCluster(clusterOf(objectsOf(world)))
    for (let at = 0; at < 8; at += 1) {
      const [from, to] = [dice.pick(world.pods), dice.pick(world.pods)]
      if (from === to) continue
      const question = {
        from,
        to,
        ...dice.pick([
          { protocol: 'TCP', port: 80 },
          { protocol: 'TCP', port: 8080 },
          { protocol: 'UDP', port: 53 },
          { protocol: 'SCTP', port: 80 },
        ]),
      }
      const wanted = isAllowed(world, 'egress', question) && isAllowed(world, 'ingress', question) ? 'Allow' : 'Deny'
      seen[wanted] += 1
      const told = `seed ${seed}: ${from.namespace}/${from.name} to ${to.namespace}/${to.name} ${question.protocol} ${question.port}`
      expect(trace(index, connectionOf(question), 'enforced').verdict, told).toBe(wanted)
    }
  }
  expect(Math.min(seen.Allow, seen.Deny)).toBeGreaterThan(clusters)
})

function connectionOf({ from, to, protocol, port }: Question): Connection {
  return {
    source: { type: 'endpoint', key: `${from.namespace}/${from.name}`, ip: from.ip },
    destination: { type: 'endpoint', key: `${to.namespace}/${to.name}`, ip: to.ip },
    protocol,
    port,
    sourcePort: null,
    icmp: null,
    http: null,
    original: null,
  }
}

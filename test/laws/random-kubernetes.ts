import type { Dice } from './dice.ts'
import { randomLabels } from './random-selector.ts'

type Fields = Record<string, unknown>

/** A policy of one of Kubernetes' own kinds. */
export function randomKubernetesPolicy(dice: Dice, at: number): Fields {
  switch (dice.between(0, 5)) {
    case 0:
      return {
        apiVersion: 'projectcalico.org/v3',
        kind: 'StagedKubernetesNetworkPolicy',
        metadata: namespaced(dice, at),
        spec: networkPolicy(dice),
      }
    case 1:
      return cluster(dice, at)
    case 2:
      return admin(dice, at)
    default:
      return randomNetworkPolicy(dice, at)
  }
}

/** A NetworkPolicy of networking.k8s.io. */
export function randomNetworkPolicy(dice: Dice, at: number): Fields {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: namespaced(dice, at),
    spec: networkPolicy(dice),
  }
}

function namespaced(dice: Dice, at: number): Fields {
  return { name: dice.pick([`k${at}`, 'web']), namespace: dice.pick(['a', 'b']) }
}

function labelSelector(dice: Dice, keys: readonly string[]): Fields {
  const [key] = keys
  return {
    matchLabels: dice.maybe(50, () => randomLabels(dice, keys)),
    matchExpressions: dice.maybe(25, () => [
      dice.pick([
        { key, operator: 'Exists' },
        { key, operator: 'DoesNotExist' },
        { key, operator: 'In', values: ['x', 'blue'] },
        { key, operator: 'NotIn', values: ['y', 'red'] },
      ]),
    ]),
  }
}

function peer(dice: Dice): Fields {
  if (dice.chance(25)) {
    return {
      ipBlock: {
        cidr: dice.pick(['10.0.0.0/8', '0.0.0.0/0', 'fd00::/16']),
        except: dice.maybe(30, () => ['10.0.1.2/32']),
      },
    }
  }
  return {
    podSelector: dice.maybe(70, () => labelSelector(dice, ['app', 'role'])),
    namespaceSelector: dice.maybe(50, () => labelSelector(dice, ['team', 'env'])),
  }
}

function port(dice: Dice): Fields {
  return dice.pick<Fields>([
    {},
    { port: 80 },
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 'http' },
    { protocol: 'TCP', port: 80, endPort: 443 },
    { protocol: 'SCTP' },
  ])
}

function networkPolicy(dice: Dice): Fields {
  const rule = (end: 'from' | 'to'): Fields => ({
    [end]: dice.maybe(70, () => dice.times(1, 2, () => peer(dice))),
    ports: dice.maybe(60, () => dice.times(1, 3, () => port(dice))),
  })
  return {
    podSelector: labelSelector(dice, ['app', 'role']),
    policyTypes: dice.pick([undefined, ['Ingress'], ['Egress'], ['Ingress', 'Egress']]),
    ingress: dice.maybe(70, () => dice.times(0, 2, () => rule('from'))),
    egress: dice.maybe(50, () => dice.times(0, 2, () => rule('to'))),
  }
}

function subject(dice: Dice): Fields {
  return dice.chance(60)
    ? { namespaces: labelSelector(dice, ['team', 'env']) }
    : {
        pods: {
          namespaceSelector: labelSelector(dice, ['team', 'env']),
          podSelector: labelSelector(dice, ['app', 'role']),
        },
      }
}

function clusterPeer(dice: Dice, end: 'from' | 'to'): Fields {
  if (end === 'to' && dice.chance(25)) return { networks: dice.some(['10.0.0.0/8', '203.0.113.0/24', 'fd00::/16']) }
  if (end === 'to' && dice.chance(8)) return { nodes: { matchLabels: { role: 'edge' } } }
  return subject(dice)
}

function cluster(dice: Dice, at: number): Fields {
  const protocol = () =>
    dice.pick<Fields>([
      { tcp: { destinationPort: { number: 80 } } },
      { udp: { destinationPort: { number: 53 } } },
      { tcp: { destinationPort: { range: { start: 80, end: 443 } } } },
      { destinationNamedPort: 'http' },
    ])
  const rule = (end: 'from' | 'to') => ({
    name: 'r',
    action: dice.pick(['Accept', 'Deny', 'Pass']),
    [end]: dice.times(1, 2, () => clusterPeer(dice, end)),
    protocols: dice.maybe(50, () => dice.times(1, 2, protocol)),
  })
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: `c${at}` },
    spec: {
      tier: dice.pick(['Admin', 'Baseline']),
      priority: dice.pick([1, 5, 5]),
      subject: subject(dice),
      ingress: dice.maybe(70, () => dice.times(1, 2, () => rule('from'))),
      egress: dice.maybe(60, () => dice.times(1, 2, () => rule('to'))),
    },
  }
}

function admin(dice: Dice, at: number): Fields {
  const baseline = dice.chance(30)
  const portOf = () =>
    dice.pick<Fields>([
      { portNumber: { protocol: 'TCP', port: 80 } },
      { portRange: { protocol: 'UDP', start: 50, end: 60 } },
      { namedPort: 'http' },
    ])
  const rule = (end: 'from' | 'to') => ({
    name: 'r',
    action: dice.pick(baseline ? ['Allow', 'Deny'] : ['Allow', 'Deny', 'Pass']),
    [end]: dice.times(1, 2, () => clusterPeer(dice, end)),
    ports: dice.maybe(50, () => dice.times(1, 2, portOf)),
  })
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: baseline ? 'BaselineAdminNetworkPolicy' : 'AdminNetworkPolicy',
    metadata: { name: baseline ? 'default' : `m${at}` },
    spec: {
      priority: baseline ? undefined : dice.pick([1, 5, 5]),
      subject: subject(dice),
      ingress: dice.maybe(70, () => dice.times(1, 2, () => rule('from'))),
      egress: dice.maybe(60, () => dice.times(1, 2, () => rule('to'))),
    },
  }
}

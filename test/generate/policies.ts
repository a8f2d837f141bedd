import type { Dice } from '../laws/dice.ts'
import type { ApiObject, Plan, Workload } from './cluster.ts'
import { apps, padded, roles, teams } from './names.ts'

type Fields = Record<string, unknown>

/** Three tiers, and policies of the sorts one meets: most for one workload, some for a namespace or for all. */
export function* generatePolicies(plan: Plan, count: number, dice: Dice): Generator<ApiObject> {
  for (const [at, name] of ['security', 'platform', 'teams'].entries()) {
    const spec = { order: (at + 1) * 100, defaultAction: name === 'security' ? 'Pass' : 'Deny' }
    yield { apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: { name }, spec }
  }
  for (let at = 0; at < count; at += 1) {
    const workload = plan.workloads[at % plan.workloads.length]
    if (workload !== undefined) yield policy(plan, workload, at, dice)
  }
}

function policy(plan: Plan, workload: Workload, at: number, dice: Dice): ApiObject {
  const kind = at % 20
  if (kind === 0) return securityPolicy(plan, at, dice)
  if (kind === 1) return platformPolicy(at, dice)
  if (kind < 5) return kubernetesPolicy(workload, at, dice)
  return workloadPolicy(plan, workload, at, { dice, staged: kind === 5 })
}

function calico(kind: string, metadata: Fields, spec: Fields): ApiObject {
  return { apiVersion: 'projectcalico.org/v3', kind, metadata, spec }
}

function named(prefix: string, at: number): string {
  return `${prefix}-${padded(at, 5)}`
}

function securityPolicy(plan: Plan, at: number, dice: Dice): ApiObject {
  const feed = plan.sets.length === 0 ? 'none' : dice.pick(plan.sets)
  return calico(
    'GlobalNetworkPolicy',
    { name: `security.${named('feed', at)}` },
    {
      tier: 'security',
      order: at,
      selector: `role in {'${dice.some(roles).join("', '")}'}`,
      namespaceSelector: `team == '${dice.pick(teams)}'`,
      types: ['Ingress', 'Egress'],
      ingress: [{ action: 'Deny', source: { selector: `feed == '${feed}'` } }],
      egress: [{ action: 'Deny', destination: { selector: `feed == '${feed}'` } }],
    },
  )
}

function platformPolicy(at: number, dice: Dice): ApiObject {
  return calico(
    'GlobalNetworkPolicy',
    { name: `platform.${named('rule', at)}` },
    {
      tier: 'platform',
      order: at,
      selector: `app == '${dice.pick(apps)}'`,
      namespaceSelector: `team == '${dice.pick(teams)}' && env == 'prod'`,
      types: ['Egress'],
      egress: [
        { action: 'Allow', protocol: 'UDP', destination: { ports: [53] } },
        { action: 'Deny', protocol: 'TCP', destination: { ports: ['6000:6999'] } },
        { action: 'Pass' },
      ],
    },
  )
}

function kubernetesPolicy(workload: Workload, at: number, dice: Dice): ApiObject {
  const from = [
    { podSelector: { matchLabels: { app: dice.pick(apps) } } },
    { namespaceSelector: { matchLabels: { team: dice.pick(teams) } } },
  ]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: named('allow', at), namespace: workload.namespace },
    spec: {
      podSelector: { matchLabels: { app: workload.app } },
      policyTypes: ['Ingress'],
      ingress: [{ from, ports: [{ protocol: 'TCP', port: workload.port }] }],
    },
  }
}

function workloadPolicy(
  plan: Plan,
  workload: Workload,
  at: number,
  how: { readonly dice: Dice; readonly staged: boolean },
): ApiObject {
  const { dice, staged } = how
  const caller = dice.pick(plan.workloads)
  const sources = [
    { selector: `app == '${dice.pick(apps)}'` },
    {
      selector: `app.kubernetes.io/name == '${caller.name}'`,
      namespaceSelector: `projectcalico.org/name == '${caller.namespace}'`,
    },
    { serviceAccounts: { names: [caller.account] }, namespaceSelector: 'all()' },
    { selector: `role == '${dice.pick(roles)}' && instance != 'none'` },
  ]
  const ingress = sources.slice(0, dice.between(1, sources.length)).map((source) => ({
    action: 'Allow',
    protocol: 'TCP',
    source,
    destination: { ports: dice.chance(30) ? ['http'] : [workload.port] },
  }))
  const called = dice.pick(plan.workloads)
  const egress = [
    { action: 'Allow', protocol: 'UDP', destination: { ports: [53] } },
    { action: 'Allow', protocol: 'TCP', destination: { services: { name: called.name, namespace: called.namespace } } },
  ]
  const both = dice.chance(40)
  const metadata = { name: `teams.${named(workload.name, at)}`, namespace: workload.namespace }
  return calico(staged ? 'StagedNetworkPolicy' : 'NetworkPolicy', metadata, {
    tier: 'teams',
    order: at,
    selector: `app == '${workload.app}' && app.kubernetes.io/name == '${workload.name}'`,
    types: both ? ['Ingress', 'Egress'] : ['Ingress'],
    ingress,
    ...(both ? { egress } : {}),
    ...(staged ? { stagedAction: 'Set' } : {}),
  })
}

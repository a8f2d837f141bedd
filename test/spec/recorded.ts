import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Connection, Peer, Scope, Verdict } from '../../src/model/connection.ts'
import type { Leg, Step } from '../../src/model/trace.ts'
import { policyWord } from './scenario.ts'
import { bundled } from './snapshot.ts'
import { allWorkloads } from './world.ts'

interface WhiskerHit {
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly tier: string
  readonly action: string
  readonly rule_index: number
  readonly trigger: WhiskerHit | null
}

/** A line of a flow log as whisker prints it, as far as it matters here. */
export interface Recorded {
  readonly action: Verdict
  readonly reporter: 'Src' | 'Dst'
  readonly source_name: string
  readonly source_namespace: string
  readonly dest_name: string
  readonly dest_namespace: string
  readonly dest_port: number
  readonly protocol: string
  readonly policies: { readonly enforced: readonly WhiskerHit[]; readonly pending: readonly WhiskerHit[] }
}

/** The different flows of a bundled snapshot: repetitions in later windows of time are left out. */
export function recordedFlows(snapshot: string): Recorded[] {
  const lines = readFileSync(join(bundled, snapshot, 'flows.jsonl'), 'utf8')
    .trim()
    .split('\n')
  const flows = new Map<string, Recorded>()
  for (const line of lines) {
    // The files are ours, written as whisker writes them.
    const flow = JSON.parse(line) as Recorded
    flows.set(`${flowName(flow)} ${JSON.stringify(flow.policies)}`, flow)
  }
  return [...flows.values()]
}

export function flowName(flow: Recorded): string {
  const from = `${flow.source_namespace}/${flow.source_name}`
  return `${flow.reporter} ${from} to ${flow.dest_namespace}/${flow.dest_name}:${flow.dest_port}/${flow.protocol}`
}

/** What the log says decided, in the words of `hitsOf`. */
export function recordedHits(flow: Recorded, scope: Scope): string[] {
  return flow.policies[scope].map((hit) => {
    if (hit.kind === 'Profile') return `Profile ${hit.name} ${hit.action} ${hit.rule_index}`
    const policy = hit.kind === 'EndOfTier' ? hit.trigger : hit
    const kind = { CalicoNetworkPolicy: 'NetworkPolicy' }[policy?.kind ?? ''] ?? policy?.kind
    const namespace = policy?.namespace ? `${policy.namespace}/` : ''
    return `${kind} ${namespace}${policy?.name} ${hit.action} ${hit.rule_index}`
  })
}

/** What decided in each tier of a leg, and last the profile, as a flow log lists it. */
export function hitsOf(leg: Leg, scope: Scope): string[] {
  return leg.steps.flatMap((step) => hitOf(step, scope) ?? [])
}

function hitOf(step: Step, scope: Scope): string | null {
  switch (step.type) {
    case 'rule-matched':
      return `${policyWord(step.policy)} ${step.action} ${step.rule}`
    case 'end-of-tier':
      return `${policyWord(scope === 'enforced' ? step.last : step.first)} ${step.action} -1`
    case 'profile':
      return `Profile ${step.profile} ${step.action} ${step.rule}`
    default:
      return null
  }
}

/** An address or name that stands for what the log aggregates to a network. */
const outside: Readonly<Record<string, Peer>> = {
  'PRIVATE NETWORK': { type: 'address', ip: '10.99.0.1', domain: null },
  'allowed-api': { type: 'address', ip: null, domain: 'dog.ceo' },
  'twilio-api': { type: 'address', ip: '18.64.0.1', domain: 'api.twilio.com' },
  'ip-address-list': { type: 'address', ip: '198.51.100.7', domain: null },
  'public-ip-range': { type: 'address', ip: '8.8.8.8', domain: 'dns.google' },
}

/** The connection a flow speaks of. The outside is aggregated away in a log: there, `name` says which it was. */
export function connectionOfFlow(cluster: Cluster, flow: Recorded, name: string): Connection {
  const publicly: Peer = { type: 'address', ip: '192.0.2.50', domain: name }
  const peer = (namespace: string, called: string): Peer => {
    const pod = allWorkloads(cluster).find(
      (one) => one.namespace === namespace && (one.name === called || `${one.generateName}*` === called),
    )
    if (pod !== undefined) return { type: 'endpoint', key: pod.key, ip: pod.addresses[0] ?? null }
    return outside[called] ?? publicly
  }
  return {
    source: peer(flow.source_namespace, flow.source_name),
    destination: peer(flow.dest_namespace, flow.dest_name),
    protocol: flow.protocol,
    port: flow.dest_port,
    sourcePort: null,
    icmp: null,
    http: null,
    original: null,
  }
}

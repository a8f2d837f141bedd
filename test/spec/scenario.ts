import { readFileSync } from 'node:fs'
import { decode } from '../../src/decode/decode.ts'
import { parseAddress } from '../../src/model/address.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Connection, Peer, Verdict } from '../../src/model/connection.ts'
import { type PolicyRef, policyName } from '../../src/model/policy.ts'
import type { Leg, Step, Trace } from '../../src/model/trace.ts'

/** What a question expects: the verdict and, leg by leg, what decided (`decidedBy`). */
export interface Expected {
  readonly verdict: Verdict
  readonly decided: readonly string[]
}

/** One connection of a scenario. `from` and `to`: `ns/pod`, `ns/pod@ip`, an address, a domain, `domain=ip`. */
export interface Question extends Expected {
  readonly from: string
  readonly to: string
  readonly protocol: string
  readonly port: number | null
  readonly icmp?: Connection['icmp']
  readonly original?: Connection['original']
  readonly sourcePort?: number
  readonly http?: Connection['http']
  readonly certain?: boolean
  /** Absent: as enforced. */
  readonly pending?: Expected
}

/** One row of the table of scenarios (semantics §11): API objects, and what becomes of connections. */
export interface Scenario {
  /** The number in the table, or the section of the semantics that a finer point comes from. */
  readonly row: number | string
  readonly name: string
  readonly objects: readonly unknown[]
  readonly questions?: readonly Question[]
  /** Names of the tiers in evaluation order. */
  readonly tiers?: readonly string[]
  /** By tier: `Kind name` of its policies in evaluation order. */
  readonly order?: Readonly<Record<string, readonly string[]>>
}

const files = ['tiers-and-rules', 'kubernetes-and-fields', 'hosts-and-more', 'finer-points']

/** All scenarios of the table, in its order. */
export function readScenarios(): Scenario[] {
  return files.flatMap((name) => {
    const file = new URL(`../vectors/scenarios-${name}.json`, import.meta.url)
    // The files are ours; a wrong one shows in the tests that read it.
    return JSON.parse(readFileSync(file, 'utf8')) as Scenario[]
  })
}

/** A cluster of API objects. */
export function clusterOf(objects: readonly unknown[]): Cluster {
  return applyChanges(
    emptyCluster,
    objects.flatMap((object) => decode(object, null)),
  )
}

/** The connection a question asks about. */
export function connectionOf(question: Question): Connection {
  return {
    source: peerOf(question.from),
    destination: peerOf(question.to),
    protocol: question.protocol,
    port: question.port,
    sourcePort: question.sourcePort ?? null,
    icmp: question.icmp ?? null,
    http: question.http ?? null,
    original: question.original ?? null,
  }
}

function peerOf(text: string): Peer {
  if (text.includes('/')) {
    const [key = '', ip = null] = text.split('@')
    return { type: 'endpoint', key, ip }
  }
  const [domain = '', ip = null] = text.split('=')
  return parseAddress(text) === null ? { type: 'address', ip, domain } : { type: 'address', ip: text, domain: null }
}

/** What decided each leg, in short. */
export function decidedBy(trace: Trace): string[] {
  return trace.legs.map((leg) => {
    const place = leg.stage === 'workload' ? '' : ` at ${leg.endpoint} ${leg.stage}`
    return `${leg.direction} ${lastWord(leg)}${place}`
  })
}

function lastWord(leg: Leg): string {
  const telling = leg.steps.filter((step) => wordOf(step) !== null)
  const last = telling[telling.length - 1]
  return last === undefined ? 'nothing' : (wordOf(last) ?? '')
}

function wordOf(step: Step): string | null {
  switch (step.type) {
    case 'rule-matched':
      return `rule ${policyWord(step.policy)} ${step.rule}${step.logged.length === 0 ? '' : ` logged ${step.logged.join(',')}`}`
    case 'end-of-tier':
      return `end of ${step.tier} ${step.action} ${policyWord(step.last)}`
    case 'profile':
      return `profile ${step.profile} ${step.rule}`
    case 'no-profile':
      return 'no profile'
    case 'exempt':
      return `exempt ${step.because} ${step.action}`
    default:
      return null
  }
}

export function policyWord(ref: PolicyRef): string {
  return `${ref.kind} ${policyName(ref)}`
}

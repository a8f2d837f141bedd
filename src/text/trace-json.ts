import { hits } from '../engine/hits.ts'
import type { Connection, Peer, Scope, Verdict } from '../model/connection.ts'
import type { Direction } from '../model/rule.ts'
import type { Assumption, Exemption, Hit, Leg, Stage, Step, Trace } from '../model/trace.ts'
import { type GapJson, gapJson } from './gap.ts'

/** A trace as the JSON of `calico-tui trace -o json`. */
export interface TraceJson {
  readonly schema: 'calico-tui/trace/v1'
  readonly scope: Scope
  readonly verdict: Verdict
  readonly certain: boolean
  readonly connection: ConnectionJson
  readonly legs: readonly LegJson[]
  readonly assumptions: readonly Assumption[]
  readonly unseen: readonly UnseenJson[]
}

/** What was not read and may play a part, with the verdict that it may bring about. */
export type UnseenJson = GapJson & { readonly otherwise: Verdict }

/** What was asked; what nobody said is left out. */
export interface ConnectionJson {
  readonly source: Peer
  readonly destination: Peer
  readonly protocol: string
  readonly port: number | null
  readonly sourcePort?: number
  readonly icmp?: Connection['icmp']
  readonly http?: Connection['http']
  readonly original?: Connection['original']
}

export interface LegJson {
  readonly direction: Direction
  readonly endpoint: string
  readonly stage: Stage
  readonly verdict: Verdict
  readonly exempt: Exemption | null
  readonly hits: readonly Hit[]
  readonly steps: readonly Step[]
}

/** One trace, whole. */
export function traceJson(trace: Trace): TraceJson {
  return {
    schema: 'calico-tui/trace/v1',
    scope: trace.scope,
    verdict: trace.verdict,
    certain: trace.certain,
    connection: connectionJson(trace.connection),
    legs: trace.legs.map((leg) => legJson(leg, trace.scope)),
    assumptions: trace.assumptions,
    unseen: trace.unseen.map(({ gap, otherwise }) => ({ ...gapJson(gap), otherwise })),
  }
}

/** The verdict of one query of a batch. */
export interface AnswerJson {
  readonly verdict: Verdict
  readonly certain: boolean
  readonly legs: readonly Pick<LegJson, 'direction' | 'endpoint' | 'verdict' | 'hits'>[]
}

/** A trace without its steps, as a line of a batch shows it. */
export function answerJson(trace: Trace): AnswerJson {
  return {
    verdict: trace.verdict,
    certain: trace.certain,
    legs: trace.legs.map((leg) => ({
      direction: leg.direction,
      endpoint: leg.endpoint,
      verdict: leg.verdict,
      hits: hits(leg, trace.scope),
    })),
  }
}

function connectionJson(connection: Connection): ConnectionJson {
  const { source, destination, protocol, port, sourcePort, icmp, http, original } = connection
  return {
    source,
    destination,
    protocol,
    port,
    ...(sourcePort === null ? {} : { sourcePort }),
    ...(icmp === null ? {} : { icmp }),
    ...(http === null ? {} : { http }),
    ...(original === null ? {} : { original }),
  }
}

function legJson(leg: Leg, scope: Scope): LegJson {
  return {
    direction: leg.direction,
    endpoint: leg.endpoint,
    stage: leg.stage,
    verdict: leg.verdict,
    exempt: leg.exempt,
    hits: hits(leg, scope),
    steps: leg.steps,
  }
}

import { type HitCounts, type Hits, noHits } from '../engine/hit-counts.ts'
import { type Judged, policySeen, ruleSeen, type Seen } from '../engine/never-hit.ts'
import { trafficStops } from '../engine/traffic-stops.ts'
import { type Policy, policyKey, policyName } from '../model/policy.ts'
import { clockSpan } from './clock.ts'
import { countOf } from './list.ts'
import { type Line, span } from './styled.ts'
import { stopsLines } from './traffic-stops.ts'
import { wrapLine } from './wrap.ts'

/** What flows did at the policies of a board: where they stop, and of which policies no rule was hit. */
export function boardFlowLines(judged: Judged, width: number | null): readonly Line[] {
  const { table, index } = judged
  const { egress, ingress } = trafficStops(table, index.tiers)
  const window = table.from === null || table.to === null ? '' : `, ${clockSpan(table.from, table.to)}`
  const named = (seen: Seen, words: string): readonly Line[] => {
    const names = allPolicies(judged).filter((policy) => policySeen(policy, judged) === seen)
    if (names.length === 0) return []
    return [[span(words, 'faint'), span(names.map(({ ref }) => policyName(ref)).join(', '))]]
  }
  const lines: readonly Line[] = [
    [],
    [span('flows', 'heading'), span(`  ${countOf(table.records, 'record')}${window}`, 'faint')],
    ...stopsLines(egress, width ?? 140),
    ...stopsLines(ingress, width ?? 140),
    ...named('never', 'no rule was hit: '),
    ...named('no-endpoint', 'select no endpoint: '),
  ]
  return lines.flatMap((line) => wrapLine(line, width, 4))
}

/** The same for programs; times in RFC 3339. Egress is what sources reported, ingress what destinations did. */
export function boardFlowsJson(judged: Judged): object {
  const { table, counts, index } = judged
  const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  return {
    window: { from: time(table.from), to: time(table.to) },
    records: table.records,
    flows: table.rows.length,
    countsConnections: table.all.told.connections,
    policies: allPolicies(judged).map((policy) => policyHits(policy, judged)),
    tiers: index.tiers.map(({ tier }) => ({ name: tier.name, ...tierEnds(tier.name, counts) })),
    stops: trafficStops(table, index.tiers),
  }
}

function allPolicies({ index }: Judged): readonly Policy[] {
  return index.tiers.flatMap(({ policies }) => policies)
}

function policyHits(policy: Policy, judged: Judged): object {
  const { kind, apiGroup, namespace, name, tier } = policy.ref
  const hits = judged.counts.byPolicy.get(policyKey(policy.ref))
  const rules = (['ingress', 'egress'] as const).flatMap((direction) =>
    (policy[direction] ?? []).map((_, rule) => ({
      direction,
      rule,
      seen: ruleSeen(policy, { direction, rule }, judged),
      ...(judged.counts.byRule.get(`${policyKey(policy.ref)} ${direction} ${rule}`) ?? noHits),
    })),
  )
  return { kind, apiGroup, tier, namespace, name, seen: policySeen(policy, judged), ...sides(hits), rules }
}

function tierEnds(tier: string, { byTier, byStagedTier }: HitCounts): object {
  return { end: sides(byTier.get(tier)), stagedEnd: sides(byStagedTier.get(tier)) }
}

function sides(hits: Hits | undefined): Hits {
  return hits ?? { ingress: noHits, egress: noHits }
}

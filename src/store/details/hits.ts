import { type HitCount, hitTotal, noHits } from '../../engine/hit-counts.ts'
import { type Judged, ruleSeen, type Seen } from '../../engine/never-hit.ts'
import { grouped } from '../../text/list.ts'
import { type Line, span } from '../../text/styled.ts'
import type { Item } from './item.ts'

/** The description of a policy with how often flows hit each of its rules in the window; those never hit are marked. */
export function withHits(items: readonly Item[], flows: Judged | null): readonly Item[] {
  if (flows === null) return items
  return items.map((item) => {
    const { target } = item
    const policy = target?.type === 'rule' ? flows.index.cluster.policies.get(target.policy) : undefined
    if (target?.type !== 'rule' || policy === undefined) return item
    const count = flows.counts.byRule.get(`${target.policy} ${target.direction} ${target.rule}`) ?? noHits
    return { ...item, aside: hitWords(ruleSeen(policy, target, flows), count) }
  })
}

function hitWords(seen: Seen, count: HitCount): Line {
  switch (seen) {
    case 'hit':
      return [span(`${grouped(hitTotal(count))} ×`, 'faint')]
    case 'never':
      return [span('never hit', 'unknown')]
    case 'no-endpoint':
    case 'no-rule':
    case 'untold':
      return []
  }
}

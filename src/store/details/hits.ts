import type { FlowTable, HitCount } from '../../engine/flow-table.ts'
import { noHits } from '../../engine/flow-table.ts'
import { grouped } from '../../text/list.ts'
import { type Line, span } from '../../text/styled.ts'
import type { Item } from './item.ts'

/** The description of a policy with how often recorded flows hit each of its rules; those never hit in the window are marked. */
export function withHits(items: readonly Item[], flows: FlowTable | null): readonly Item[] {
  if (flows === null) return items
  return items.map((item) => {
    const { target } = item
    if (target?.type !== 'rule') return item
    return { ...item, aside: hitWords(flows.byRule.get(`${target.policy} ${target.direction} ${target.rule}`)) }
  })
}

function hitWords(count: HitCount | undefined): Line {
  return count === undefined ? [span('never hit', 'unknown')] : [span(`${grouped(hitTotal(count))} ×`, 'faint')]
}

/** Connections in all that a policy or a rule allowed, denied or passed. */
export function hitTotal(count: HitCount = noHits): number {
  return count.allowed + count.denied + count.passed
}

import type { FlowRow } from '../../engine/flow-table.ts'
import { type HitCount, type Hits, hitTotal, noHits } from '../../engine/hit-counts.ts'
import { lastDenied } from '../../engine/last-denied.ts'
import { type Judged, policySeen, ruleSeen, type Seen } from '../../engine/never-hit.ts'
import { isStaged, type Policy, policyKey } from '../../model/policy.ts'
import type { Direction } from '../../model/rule.ts'
import { clock, clockSpan } from '../../text/clock.ts'
import { countOf as amount, grouped } from '../../text/list.ts'
import { endWords } from '../../text/replay.ts'
import { sparkline } from '../../text/sparkline.ts'
import { type Line, span } from '../../text/styled.ts'
import { bytesWords } from '../../text/volume.ts'
import { policySpark } from '../flow-counts.ts'
import type { ObjectRef } from '../object.ts'
import { blank, entry, fact, heading, type Item } from './item.ts'

/** The description of an object with what flows did at it in the window: a policy, one of its rules, a tier. */
export function withFlows(items: readonly Item[], object: ObjectRef, flows: Judged | null): readonly Item[] {
  if (flows === null) return items
  const policies = flows.index.cluster.policies
  switch (object.type) {
    case 'policy': {
      const policy = policies.get(object.key)
      return policy === undefined ? items : policyWithFlows(items, policy, flows)
    }
    case 'rule': {
      const policy = policies.get(object.policy)
      return policy === undefined ? items : before(items, 'heading', ruleFacts(policy, object, flows))
    }
    case 'tier':
      return before(items, 'blank', tierFacts(object.name, flows))
    default:
      return items
  }
}

function policyWithFlows(items: readonly Item[], policy: Policy, flows: Judged): readonly Item[] {
  const judged = before(
    items.map((item) => withHits(item, policy, flows)),
    'blank',
    policyFacts(policy, flows),
  )
  const at = judged.findLastIndex((item) => item.type === 'heading' && item.line[0]?.text === 'ENDPOINTS') - 1
  return at < 0 ? judged : [...judged.slice(0, at), ...deniedItems(policy, flows), ...judged.slice(at)]
}

/** Items with some more before the first of a type. */
function before(items: readonly Item[], type: Item['type'], more: readonly Item[]): readonly Item[] {
  const found = items.findIndex((item) => item.type === type)
  const at = found < 0 ? items.length : items[found - 1]?.type === 'blank' ? found - 1 : found
  return [...items.slice(0, at), ...more, ...items.slice(at)]
}

function policyFacts(policy: Policy, flows: Judged): readonly Item[] {
  const seen = policySeen(policy, flows)
  if (seen !== 'hit') return [fact('flows', unseenWords(seen, 'no rule hit', flows))]
  const key = policyKey(policy.ref)
  const hits = flows.counts.byPolicy.get(key)
  const spark = sparkline(policySpark(flows, key), 24)
  return [
    fact('flows', [span(spark, 'accent'), span(` ${windowOf(flows)}`, 'faint')]),
    ...(hits === undefined ? [] : directionFacts(hits)),
  ]
}

function directionFacts(hits: Hits): readonly Item[] {
  const isBoth = hits.ingress.records > 0 && hits.egress.records > 0
  const facts = (['ingress', 'egress'] as const).flatMap((direction) =>
    hits[direction].records === 0
      ? []
      : [
          fact(`  ${direction}`, [
            ...verdictWords(hits[direction]),
            span(`, ${bytesWords(hits[direction].bytes)}`, 'faint'),
          ]),
        ],
  )
  return isBoth ? [...facts, fact('', [span('H shows the larger, never the sum', 'faint')])] : facts
}

function ruleFacts(policy: Policy, place: Place, flows: Judged): readonly Item[] {
  const seen = ruleSeen(policy, place, flows)
  if (seen !== 'hit') return [fact('flows', unseenWords(seen, 'never hit', flows))]
  const count = countOf(policy, place, flows)
  return [
    fact('flows', [...verdictWords(count), span(`, ${windowOf(flows)}`, 'faint')]),
    fact('volume', `${amount(count.packets, 'packet')}, ${bytesWords(count.bytes)}`),
  ]
}

function tierFacts(name: string, { table, counts, index }: Judged): readonly Item[] {
  const flows = { table, counts, index }
  const ends = counts.byTier.get(name)
  const staged = counts.byStagedTier.get(name)
  return [
    fact('flows', [
      span(ends === undefined ? 'none met its end, ' : 'at its end, ', 'faint'),
      span(windowOf(flows), 'faint'),
    ]),
    ...(ends === undefined ? [] : directionFacts(ends)),
    ...(staged === undefined
      ? []
      : [fact('staged', 'at its end, were its staged policies enforced'), ...directionFacts(staged)]),
  ]
}

interface Place {
  readonly direction: Direction
  readonly rule: number
}

function countOf(policy: Policy, { direction, rule }: Place, { counts }: Judged): HitCount {
  return counts.byRule.get(`${policyKey(policy.ref)} ${direction} ${rule}`) ?? noHits
}

/** How often a rule of the policy was hit, at the end of its line; those never hit are marked. The window stands above them. */
function withHits(item: Item, policy: Policy, flows: Judged): Item {
  const { target } = item
  if (target?.type !== 'rule') return item
  const seen = ruleSeen(policy, target, flows)
  const total = hitTotal(countOf(policy, target, flows))
  const aside: Line =
    seen === 'hit' ? [span(`${grouped(total)} ×`, 'faint')] : seen === 'never' ? [span('never hit', 'unknown')] : []
  return { ...item, aside }
}

function deniedItems(policy: Policy, { table, index }: Judged): readonly Item[] {
  const denied = lastDenied(table, index, policy)
  if (denied.length === 0) return []
  const title = isStaged(policy.ref) ? 'WOULD HAVE DENIED' : 'LAST DENIED'
  return [blank, heading(title, 'enter traces it'), ...denied.map((row) => deniedEntry(row, policy))]
}

/** `14:01:52 storefront/web-* :3306`: the end that the policy does not select is the one to tell. */
function deniedEntry({ flow }: FlowRow, policy: Policy): Item {
  const isEgress = flow.reporter === 'src'
  const other = isEgress ? flow.destination : flow.source
  const own = isEgress ? flow.source : flow.destination
  const port = `${flow.protocol}${flow.port === null ? '' : ` ${flow.port}`}`
  const from =
    policy.ref.namespace === null || policy.ref.namespace !== own.namespace
      ? ` ${isEgress ? 'from' : 'at'} ${endWords(own)}`
      : ''
  const words = `${isEgress ? 'to ' : 'from '}${endWords(other)}`
  return entry(
    [span(`${clock(flow.end)} `, 'faint'), span(words), span(` ${port}`, 'accent'), span(from, 'faint')],
    { type: 'flow', flow },
    { hang: 9 },
  )
}

function verdictWords({ allowed, denied, passed }: HitCount): Line {
  const verdicts = [
    allowed === 0 ? [] : [span(`${grouped(allowed)} allowed`, 'allow')],
    denied === 0 ? [] : [span(`${grouped(denied)} denied`, 'deny')],
    passed === 0 ? [] : [span(`${grouped(passed)} passed on`, 'pass')],
  ].filter((one) => one.length > 0)
  // Connections that began before are still seen.
  if (verdicts.length === 0) return [span('no new connection')]
  return verdicts.flatMap((one, at) => (at === 0 ? one : [span(', '), ...one]))
}

function unseenWords(seen: Exclude<Seen, 'hit'>, never: string, flows: Judged): Line {
  switch (seen) {
    case 'never':
      return [span(`${never} ${windowOf(flows)}`, 'unknown')]
    case 'no-endpoint':
      return [span('none can hit it: it selects no endpoint', 'unknown')]
    case 'no-rule':
      return [span('it has no rules: it only makes its tier decide', 'faint')]
    case 'untold':
      return [span('these flows do not tell of it', 'faint')]
  }
}

function windowOf({ table: { from, to } }: Judged): string {
  return from === null || to === null ? '' : clockSpan(from, to)
}

import type { Connection } from '../model/connection.ts'
import { hidingIn } from '../model/gap.ts'
import { isStaged, type PolicyRef, policyName } from '../model/policy.ts'
import type { Leg, Step } from '../model/trace.ts'
import { countOf, wordList } from './list.ts'
import { type Line, roleOf, type Span, span } from './styled.ts'
import { type TraceText, type TriedStep, triedRuleLines } from './trace-rules.ts'
import { exemptWords } from './verdict.ts'
import { padLine, textWidth } from './width.ts'
import { kindWords, skippedWords, stageWords, tierSkippedWords, verdictSign } from './words.ts'

/** Neighbours skipped for one reason are counted from this many on. */
const MANY_SKIPPED = 5
/** Neighbouring tiers that are passed by for one reason stand in one line from this many on. */
const MANY_TIERS = 4

/** One side of a connection: its verdict, then tier by tier each policy with what became of it. */
export function legLines(leg: Leg, connection: Connection, options: TraceText): readonly Line[] {
  const all = groups(leg.steps)
  const widths = { name: 'end of tier'.length, kind: 0 }
  for (const step of all.flatMap((group) => (whyPassedBy(group) !== null && !options.isComplete ? [] : group.steps))) {
    if (!('policy' in step)) continue
    widths.name = Math.max(widths.name, textWidth(policyName(step.policy)))
    widths.kind = Math.max(widths.kind, textWidth(kindWords(step.policy)))
  }
  const told: Told = { leg, connection, options, widths }
  return [legHead(leg), ...foldTiers(all, options.isComplete).flatMap((group) => groupLines(group, told))]
}

/** Where a leg is decided and how. */
export function legHead(leg: Leg): Line {
  const stage = stageWords(leg.stage)
  return [
    span(leg.direction === 'egress' ? 'Egress at ' : 'Ingress at ', 'heading'),
    span(leg.endpoint, 'heading'),
    span(stage === '' ? '' : `, ${stage}`, 'faint'),
    span(`  ${verdictSign(leg.verdict)} ${leg.verdict}`, roleOf(leg.verdict)),
  ].filter((part) => part.text !== '')
}

/** The tier a step belongs to, or null for what comes after the tiers. */
export function tierOf(step: Step): string | null {
  if ('policy' in step) return step.policy.tier
  return 'tier' in step ? step.tier : null
}

interface Told {
  readonly leg: Leg
  readonly connection: Connection
  readonly options: TraceText
  /** Columns of the widest name and kind of a policy. */
  readonly widths: { readonly name: number; readonly kind: number }
}

/** Steps of one tier, of several that are passed by, or one step outside the tiers (`tiers` empty). */
interface Group {
  readonly tiers: readonly string[]
  readonly steps: readonly Step[]
}

function groups(steps: readonly Step[]): readonly Group[] {
  const found: { tiers: readonly string[]; steps: Step[] }[] = []
  for (const step of steps) {
    const tier = tierOf(step)
    const last = found[found.length - 1]
    if (last !== undefined && tier !== null && last.tiers[0] === tier) last.steps.push(step)
    else found.push({ tiers: tier === null ? [] : [tier], steps: [step] })
  }
  return found
}

/** Many neighbours that are passed by for one reason as one group. */
function foldTiers(all: readonly Group[], isComplete: boolean): readonly Group[] {
  const folded: Group[] = []
  for (let at = 0; at < all.length; ) {
    const reason = whyPassedBy(all[at])
    let end = at + 1
    while (reason !== null && whyPassedBy(all[end]) === reason) end += 1
    const run = all.slice(at, end)
    if (run.length < MANY_TIERS || isComplete) folded.push(...run)
    else folded.push({ tiers: run.flatMap(({ tiers }) => tiers), steps: run[0]?.steps ?? [] })
    at = end
  }
  return folded
}

function whyPassedBy(group: Group | undefined): Extract<Step, { type: 'tier-skipped' }>['because'] | null {
  const first = group?.steps[0]
  return first?.type === 'tier-skipped' ? first.because : null
}

function groupLines(group: Group, told: Told): readonly Line[] {
  const because = whyPassedBy(group)
  const isMany = group.tiers.length > 1
  const head: Line = [span(isMany ? '  tiers ' : '  tier ', 'faint'), span(wordList(group.tiers, Infinity), 'strong')]
  const words =
    because === null ? '' : `  ${tierSkippedWords(because).replace('of it', isMany ? 'of theirs' : 'of it')}`
  const gaps = [...told.options.index.cluster.gaps.values()]
  const hides = group.tiers.some((tier) => hidingIn(gaps, tier).length > 0)
  const reason = [
    ...(because === null || (hides && because === 'empty') ? [] : [span(words, 'faint')]),
    ...(hides
      ? [span(because === 'empty' ? '  ? none seen, some may be hidden' : '  ? some may be hidden', 'unknown')]
      : []),
  ]
  if (because !== null && !told.options.isComplete) return [[...head, ...reason]]
  const lines: Line[] = group.tiers.length === 0 ? [] : [[...head, ...reason]]
  for (let at = 0; at < group.steps.length; ) {
    const run = told.options.isComplete ? 1 : runOfSkipped(group.steps, at)
    const step = group.steps[at]
    if (step === undefined) break
    if (run >= MANY_SKIPPED) lines.push(skippedRun(step, run))
    else lines.push(...group.steps.slice(at, at + run).flatMap((one) => stepLines(one, told)))
    at += run
  }
  return lines
}

/** How many steps from here on are skipped for the same reason; at least 1. */
function runOfSkipped(steps: readonly Step[], from: number): number {
  const reason = skipReason(steps[from])
  if (reason === null) return 1
  let count = 1
  while (skipReason(steps[from + count]) === reason) count += 1
  return count
}

function skipReason(step: Step | undefined): string | null {
  if (step?.type === 'policy-skipped') return step.because
  return step?.type === 'policy-not-reached' ? 'not reached' : null
}

function skippedRun(step: Step, count: number): Line {
  const words = step.type === 'policy-skipped' ? skippedWords(step.because) : 'not reached'
  return [span(`      ${countOf(count, 'policy')}: ${words}`, 'faint')]
}

/** What decides behind the tiers. */
function afterTiers(step: Extract<Step, { type: 'profile' | 'no-profile' | 'exempt' }>): Line {
  switch (step.type) {
    case 'profile':
      return [
        span(`  ${verdictSign(step.action)} `, roleOf(step.action)),
        span('profile ', 'faint'),
        span(step.profile, 'strong'),
        span(`  rule ${step.rule}: `),
        span(step.action, roleOf(step.action)),
      ]
    case 'no-profile':
      return [span('  ✗ ', 'deny'), span('no profile allows it: '), span('Deny', 'deny')]
    case 'exempt':
      return [
        span(`  ${verdictSign(step.action)} `, roleOf(step.action)),
        span(`${exemptWords(step.because, step.action)}: `),
        span(step.action, roleOf(step.action)),
      ]
  }
}

function stepLines(step: Step, told: Told): readonly Line[] {
  switch (step.type) {
    case 'policy-skipped':
      return [policyRow(span('-', 'faint'), step.policy, [span(skippedWords(step.because), 'faint')], told)]
    case 'policy-not-reached':
      return [policyRow(span(' ', 'faint'), step.policy, [span('not reached', 'faint')], told)]
    case 'policy-missed': {
      const isSilent = step.misses.length === 0 && step.logged.length === 0
      const words = isSilent ? `selects it, has no ${told.leg.direction} rules` : 'no rule matches'
      return [policyRow(span('·'), step.policy, [span(words)], told), ...tried(step, told)]
    }
    case 'rule-matched': {
      const words = step.action === 'Pass' ? ' to the next tier' : ''
      const outcome = [span(`rule ${step.rule}: `), span(step.action, roleOf(step.action)), span(words)]
      return [
        policyRow(span(verdictSign(step.action), roleOf(step.action)), step.policy, outcome, told),
        ...tried(step, told),
      ]
    }
    case 'end-of-tier':
      return [endOfTier(step.action, told)]
    case 'tier-skipped':
      return []
    case 'profile':
    case 'no-profile':
    case 'exempt':
      return [afterTiers(step)]
  }
}

function tried(step: TriedStep, told: Told): readonly Line[] {
  return triedRuleLines(step, { ...told, direction: told.leg.direction })
}

function endOfTier(action: 'Deny' | 'Pass', told: Told): Line {
  const room = told.widths.name + 2 + (told.widths.kind === 0 ? 0 : told.widths.kind + 2)
  return [
    span(`    ${verdictSign(action)} `, roleOf(action)),
    ...padLine([span('end of tier', 'strong')], room),
    span(action, roleOf(action)),
    span(action === 'Pass' ? ' to the next tier' : ', since nothing in the tier matched'),
  ]
}

/** Sign, name, kind, and what became of the policy, in columns. */
function policyRow(sign: Span, policy: PolicyRef, outcome: Line, told: Told): Line {
  const isOut = sign.role === 'faint'
  const staged = isStaged(policy)
  return [
    span(`    ${sign.text} `, sign.role),
    ...padLine([span(policyName(policy), staged ? 'staged' : isOut ? 'faint' : 'strong')], told.widths.name + 2),
    ...padLine([span(kindWords(policy), 'faint')], told.widths.kind + 2),
    ...outcome.filter((part) => part.text !== ''),
  ]
}

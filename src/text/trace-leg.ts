import type { Connection } from '../model/connection.ts'
import { isStaged, type PolicyRef, policyName } from '../model/policy.ts'
import type { Leg, Step } from '../model/trace.ts'
import { countOf } from './list.ts'
import { type Line, roleOf, type Span, span } from './styled.ts'
import { type TraceText, type TriedStep, triedRuleLines } from './trace-rules.ts'
import { exemptWords } from './verdict.ts'
import { padLine, textWidth } from './width.ts'
import { kindWords, skippedWords, stageWords, tierSkippedWords, verdictSign } from './words.ts'

/** Neighbours skipped for one reason are counted from this many on. */
const MANY_SKIPPED = 5
/** One side of a connection: its verdict, then tier by tier each policy with what became of it. */
export function legLines(leg: Leg, connection: Connection, options: TraceText): readonly Line[] {
  const all = groups(leg.steps)
  const widths = { name: 'end of tier'.length, kind: 0 }
  for (const step of all.flatMap((group) => (isPassedBy(group) && !options.isComplete ? [] : group.steps))) {
    if (!('policy' in step)) continue
    widths.name = Math.max(widths.name, textWidth(policyName(step.policy)))
    widths.kind = Math.max(widths.kind, textWidth(kindWords(step.policy)))
  }
  const told: Told = { leg, connection, options, widths }
  return [legHead(leg), ...all.flatMap((group) => groupLines(group, told))]
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

/** Steps of one tier, or one step outside the tiers (`tier` null). */
interface Group {
  readonly tier: string | null
  readonly steps: readonly Step[]
}

function groups(steps: readonly Step[]): readonly Group[] {
  const found: { tier: string | null; steps: Step[] }[] = []
  for (const step of steps) {
    const tier = tierOf(step)
    const last = found[found.length - 1]
    if (last !== undefined && tier !== null && last.tier === tier) last.steps.push(step)
    else found.push({ tier, steps: [step] })
  }
  return found
}

function isPassedBy({ steps }: Group): boolean {
  return steps[0]?.type === 'tier-skipped'
}

function groupLines(group: Group, told: Told): readonly Line[] {
  const [first] = group.steps
  if (first === undefined) return []
  if (group.tier === null) return [afterTiers(first)]
  const head: Line = [span('  tier ', 'faint'), span(group.tier, 'strong')]
  const passedBy = first.type === 'tier-skipped' ? [span(`  ${tierSkippedWords(first.because)}`, 'faint')] : []
  const lines: Line[] = [[...head, ...passedBy]]
  if (isPassedBy(group) && !told.options.isComplete) return lines
  for (let at = isPassedBy(group) ? 1 : 0; at < group.steps.length; ) {
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

function afterTiers(step: Step): Line {
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
    default:
      throw new Error(`a step of type ${step.type} stands outside the tiers`)
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
    default:
      throw new Error(`a step of type ${step.type} stands inside a tier`)
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

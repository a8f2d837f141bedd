import type { ClusterIndex } from '../engine/cluster-index.ts'
import { explain } from '../engine/explain.ts'
import type { Connection } from '../model/connection.ts'
import { policyKey } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { Miss, Step } from '../model/trace.ts'
import { failingLabels } from './labels.ts'
import { countOf } from './list.ts'
import { ruleWords } from './rule.ts'
import { type Line, roleOf, type Span, span } from './styled.ts'
import { lineWidth } from './width.ts'
import { fieldWords, verdictSign } from './words.ts'
import { wrapLine } from './wrap.ts'

/** How a trace is told in lines. */
export interface TraceText {
  /** The cluster it was traced in, for the words of rules and the labels that decided. */
  readonly index: ClusterIndex
  /** Columns to wrap to, or null for lines as long as they come (piped text is never cut or broken). */
  readonly width: number | null
  /** True: every rule that was tried; false: long runs of misses and of policies that take no part are counted. */
  readonly isComplete: boolean
}

/** A step that tried rules. */
export type TriedStep = Extract<Step, { type: 'policy-missed' | 'rule-matched' }>

/** Misses of one policy are counted from this many on; the first few stay. */
const MANY_MISSES = 12
const FIRST_MISSES = 6
/** Where a line that no terminal limits is broken between a rule and what it missed. */
const USUAL_WIDTH = 120
const INDENT = '        '
/** The widest column of rules; longer ones have what they missed on the next line. */
const WIDEST = 56

/** Each rule that a policy tried, in words, with the field that said no. */
export function triedRuleLines(step: TriedStep, place: TriedPlace): readonly Line[] {
  const { options } = place
  const rules = tried(step)
  const misses = rules.filter((rule) => rule.miss !== null).length
  const isFolded = !options.isComplete && misses > MANY_MISSES
  const shown = isFolded ? rules.filter((rule, at) => rule.miss === null || at < FIRST_MISSES) : rules
  const told = shown.map((rule) => ({
    rule,
    words: wordsOf(step, rule.number, place),
    note: noteOf(step, rule, place),
  }))
  const noted = told.filter(({ note }) => note.length > 0)
  const column = Math.min(WIDEST, Math.max(...noted.map(({ words }) => lineWidth(words)), 0))
  const digits = Math.max(...shown.map((rule) => String(rule.number).length), 1)
  const lines = told.flatMap((one) => tellRule(one, { column, digits, width: options.width }))
  if (!isFolded) return lines
  const hidden: Line = [span(`${INDENT}  … ${countOf(misses - FIRST_MISSES, 'more rule')} missed`, 'faint')]
  return lines.toSpliced(lines.length - rules.filter((rule) => rule.miss === null).length, 0, hidden)
}

/** Where rules are tried. */
export interface TriedPlace {
  readonly connection: Connection
  readonly direction: Direction
  readonly options: TraceText
}

interface Tried {
  readonly number: number
  readonly miss: Miss | null
  readonly outcome: 'Allow' | 'Deny' | 'Pass' | 'Log' | null
}

function tried(step: TriedStep): readonly Tried[] {
  const rules: Tried[] = [
    ...step.misses.map((miss) => ({ number: miss.rule, miss, outcome: null })),
    ...step.logged.map((number) => ({ number, miss: null, outcome: 'Log' as const })),
  ].sort((one, other) => one.number - other.number)
  return step.type === 'policy-missed' ? rules : [...rules, { number: step.rule, miss: null, outcome: step.action }]
}

function wordsOf(step: TriedStep, rule: number, { direction, options }: TriedPlace): Line {
  const policy = options.index.cluster.policies.get(policyKey(step.policy))
  const found = policy?.[direction]?.[rule]
  return found === undefined ? [span(`rule ${rule}`)] : ruleWords(found, direction, step.policy.namespace)
}

interface ToldRule {
  readonly rule: Tried
  readonly words: Line
  /** What it missed, or that it was logged. */
  readonly note: Line
}

interface Columns {
  readonly column: number
  readonly digits: number
  readonly width: number | null
}

/** Sign, number, words, and behind them (or below, where there is no room) what was missed. */
function tellRule({ rule, words, note }: ToldRule, { column, digits, width }: Columns): readonly Line[] {
  const sign = rule.miss !== null ? span('· ', 'faint') : outcomeSign(rule.outcome)
  const number = span(`${String(rule.number).padStart(digits)}  `, 'faint')
  const head: Line = [span(INDENT), sign, number]
  const text: Line = rule.miss === null ? words : words.map((part) => span(part.text, 'faint'))
  const indent = INDENT.length + 2 + digits + 2
  if (note.length === 0) return wrapLine([...head, ...text], width, indent)
  const missing = column - lineWidth(words)
  const oneLine: Line = [...head, ...text, span(' '.repeat(Math.max(0, missing) + 2)), ...note]
  if (missing >= 0 && lineWidth(oneLine) <= (width ?? USUAL_WIDTH)) return [oneLine]
  return [
    ...wrapLine([...head, ...text], width, indent),
    ...wrapLine([span(' '.repeat(indent + 2)), ...note], width, indent + 4),
  ]
}

function outcomeSign(outcome: Tried['outcome']): Span {
  if (outcome === null || outcome === 'Log') return span('+ ', 'log')
  return span(`${verdictSign(outcome)} `, roleOf(outcome))
}

function noteOf(step: TriedStep, rule: Tried, place: TriedPlace): Line {
  if (rule.outcome === 'Log') return [span('matches and is logged, the next rule goes on', 'log')]
  if (rule.miss === null) return []
  const { field, has } = rule.miss
  const labels = field.endsWith('selector') ? labelsOf(step, rule.miss, place) : ''
  return [
    span(`${fieldWords(field)} is `, 'faint'),
    span(has, 'match'),
    ...(labels === '' ? [] : [span(`, ${labels}`, 'faint')]),
  ]
}

/** Which labels made the selector of a rule say no. */
function labelsOf(step: TriedStep, { rule, field }: Miss, { connection, direction, options }: TriedPlace): string {
  const criteria = explain(options.index, connection, step.policy, { direction, rule })
  return failingLabels(criteria.find((criterion) => criterion.field === field)?.terms ?? [])
}

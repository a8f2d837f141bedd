import { type PolicyEffect, type Preview, type PreviewMode, pairOfFlow, type Turned } from '../engine/preview.ts'
import { type Fix, fixOf, type Rehearsed } from '../engine/preview-fix.ts'
import { groupTurned, type TurnedGroup } from '../engine/preview-groups.ts'
import { type Policy, policyKey, policyName } from '../model/policy.ts'
import { visible } from '../model/visible.ts'
import { burnDownText } from './burn-down.ts'
import { countedNoun } from './counted.ts'
import { countOf, grouped, wordList } from './list.ts'
import { endWords } from './replay.ts'
import { type Line, span } from './styled.ts'
import { table } from './table.ts'
import { kindWords } from './words.ts'

/** A rehearsal of the staged policies of one cluster. */
export interface Rehearsal {
  readonly found: Preview
  readonly staged: readonly Policy[]
  readonly mode: PreviewMode
  readonly clusters: Rehearsed
  /** Workloads that staged policies apply to and no flow tells of. */
  readonly silent: readonly string[]
}

/** The rehearsal of a cluster at one time, by the name of its snapshot. */
export interface RehearsalStep {
  readonly name: string
  readonly rehearsal: Rehearsal
}

/** What enforcing staged policies would turn: the answer, the policies, the connections by what decides them, then the evidence. */
export function previewLines(rehearsal: Rehearsal): readonly Line[] {
  const { found, staged } = rehearsal
  return [
    answerLine(found, staged),
    [],
    ...stagedLines(rehearsal),
    ...turnedLines('would be denied', rehearsal, found.denied),
    ...turnedLines('would be allowed', rehearsal, found.allowed),
    ...evidenceLines(rehearsal),
  ]
}

/** The rehearsals of a cluster at several times: how far it is from being safe to enforce, step by step, then the last one whole. */
export function seriesLines(steps: readonly RehearsalStep[]): readonly Line[] {
  const last = steps.at(-1)
  const rows = steps.map(({ name, rehearsal: { found, staged } }): readonly Line[] => {
    const pairs = new Set(found.denied.map(({ flow }) => pairOfFlow(flow))).size
    const isSafe = pairs === 0
    const verdict =
      staged.length === 0 ? 'nothing is staged' : isSafe ? '✓ safe by what was seen' : '✗ not safe to enforce'
    return [
      [span(visible(name))],
      [span(grouped(staged.length), 'staged')],
      [span(grouped(pairs), isSafe ? 'allow' : 'deny')],
      [span(grouped(found.deniedAlready), found.deniedAlready === 0 ? 'faint' : 'unknown')],
      [span(verdict, staged.length === 0 ? 'faint' : isSafe ? 'allow' : 'deny')],
    ]
  })
  const heading = ['burn-down', 'staged', 'pairs denied', 'denied already', '']
  const lines = table(rows, { heading, align: ['left', 'right', 'right', 'right'], gap: 3 })
  return last === undefined
    ? lines
    : [...lines, [], [span(visible(last.name), 'heading')], ...previewLines(last.rehearsal)]
}

function answerLine(found: Preview, staged: readonly Policy[]): Line {
  if (staged.length === 0) return [span('nothing is staged', 'strong')]
  if (found.denied.length > 0) {
    const words = `${countOf(found.denied.length, 'distinct connection')} allowed today would be denied`
    return [span('✗ ', 'deny'), span(words, 'strong'), span(`, of ${grouped(found.distinct)} recorded`)]
  }
  return [
    span('✓ ', 'allow'),
    span('nothing allowed today would be denied', 'strong'),
    span(`, of ${countOf(found.distinct, 'distinct recorded connection')}`),
  ]
}

/** How staged policies are taken, in words. */
export const modeWords: Readonly<Record<PreviewMode, string>> = {
  replace: 'replace: each in the place of its enforced twin',
  'as-logged': 'as logged: beside their twins, which come first',
}

function stagedLines({ staged, mode, found }: Rehearsal): readonly Line[] {
  if (staged.length === 0) return []
  const effects = new Map(found.effects.map((effect) => [policyKey(effect.policy), effect.window]))
  const rows = staged.map(({ ref, stagedAction }): readonly Line[] => [
    [span('~ ', 'staged'), span(visible(policyName(ref)))],
    [span(kindWords(ref), 'faint')],
    [span(`tier ${visible(ref.tier)}`, 'faint')],
    stagedAction === 'Delete'
      ? [span('takes its enforced twin away', 'faint')]
      : effectLine(effects.get(policyKey(ref))),
  ])
  return [
    [span('once these are enforced', 'heading'), span(`  ${modeWords[mode]}`, 'faint')],
    ...table(rows, { indent: 2 }),
  ]
}

/** `allows 3, denies 1, ends the tier of 2`, in distinct connections. */
function effectLine(effect: PolicyEffect | undefined): Line {
  if (effect === undefined) return []
  const { allowed, denied, passed, endOfTier } = effect
  const parts: readonly Line[] = [
    ...(allowed === 0 ? [] : [[span(`allows ${grouped(allowed)}`, 'allow')] as const]),
    ...(denied === 0 ? [] : [[span(`denies ${grouped(denied)}`, 'deny')] as const]),
    ...(passed === 0 ? [] : [[span(`passes ${grouped(passed)}`, 'pass')] as const]),
    ...(endOfTier === 0 ? [] : [[span(`${grouped(endOfTier)} at the end of its tier`, 'deny')] as const]),
  ]
  if (parts.length === 0) return [span('met by no recorded connection', 'faint')]
  return parts.flatMap((part, at) => (at === 0 ? part : [span(', '), ...part]))
}

/** Under each decision its connections, the most frequent first, with the rule that comes nearest to the other one. */
function turnedLines(title: string, rehearsal: Rehearsal, turned: readonly Turned[]): readonly Line[] {
  if (turned.length === 0) return []
  const groups = groupTurned(turned, 'policies').flatMap((group): readonly Line[] => [
    [span(`  by ${visible(group.name)}`, group.verdict === 'Deny' ? 'deny' : 'allow')],
    ...groupLines(rehearsal, group),
  ])
  return [[], [span(title, 'heading')], ...groups]
}

function groupLines({ clusters }: Rehearsal, { turned }: TurnedGroup): readonly Line[] {
  const rows = turned.map((each): readonly Line[] => {
    const { flow, connections, after } = each
    return [
      [span(`${endWords(flow.source)} → ${endWords(flow.destination)}`)],
      [span(visible(flow.protocol)), span(flow.port === null ? '' : ` ${flow.port}`)],
      [span(countOf(connections, countedNoun(flow.connections !== null)), 'faint')],
      [
        ...(after.verdict === 'Deny' ? fixLine(fixOf(clusters, each)) : []),
        span(after.certain ? '' : ', unless it has a name that a rule allows', 'unknown'),
      ],
    ]
  })
  return table(rows, { indent: 4, align: ['left', 'left', 'right'] })
}

/** `nearest: rule 1 of catfacts/platform.worker`. */
function fixLine(fix: Fix | null): Line {
  if (fix === null || fix.rule === null) return [span('no rule comes near', 'faint')]
  return [span(`nearest: ${fix.direction} rule ${fix.rule} of ${visible(policyName(fix.policy))}`, 'faint')]
}

function evidenceLines({ found, silent }: Rehearsal): readonly Line[] {
  const { from, to, unknown, denied, burnDown, deniedAlready } = found
  const lines: Line[] = []
  if (from !== null && to !== null) {
    const window = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`
    const last = denied.reduce((latest, { lastSeen }) => Math.max(latest, lastSeen), 0)
    if (denied.length > 0) {
      const when = `  last ${new Date(last).toISOString()}`
      lines.push(
        [],
        [
          span('distinct connections denied in each part of the window  '),
          span(burnDownText(burnDown), 'deny'),
          span(when, 'faint'),
        ],
      )
    }
    lines.push([], [span(`judged on the flows from ${window}; what was silent then is not judged`, 'faint')])
  }
  if (silent.length > 0) {
    const who = `${countOf(silent.length, 'workload')} under staged policies without a recorded flow: `
    lines.push([span(who, 'unknown'), span(visible(wordList(silent, 6)))])
  }
  if (deniedAlready > 0) {
    const words = 'allowed when recorded, denied already by what is enforced today: '
    lines.push([span(words, 'unknown'), span(countOf(deniedAlready, 'connection'))])
  }
  if (unknown.length > 0)
    lines.push([span(`${countOf(unknown.length, 'connection')} with an end that the cluster does not have`, 'problem')])
  return lines
}

import type { Preview, PreviewMode, Turned } from '../engine/preview.ts'
import { hitWords } from '../engine/replay.ts'
import { type Policy, policyName } from '../model/policy.ts'
import { visible } from '../model/visible.ts'
import { burnDownText } from './burn-down.ts'
import { countOf, grouped } from './list.ts'
import { endWords } from './replay.ts'
import { type Line, span } from './styled.ts'
import { table } from './table.ts'
import { kindWords } from './words.ts'

/** What enforcing staged policies would turn: the answer, the policies, then the connections, the most frequent first. */
export function previewLines(found: Preview, staged: readonly Policy[], mode: PreviewMode): readonly Line[] {
  return [
    answerLine(found, staged),
    [],
    ...stagedLines(staged, mode),
    ...turnedLines('would be denied', found.denied, 'deny'),
    ...turnedLines('would be allowed', found.allowed, 'allow'),
    ...evidenceLines(found),
  ]
}

function answerLine(found: Preview, staged: readonly Policy[]): Line {
  if (staged.length === 0) return [span('nothing is staged', 'strong')]
  if (found.distinct === 0)
    return [
      span('? ', 'unknown'),
      span('no flow was recorded, so nothing can be said of what enforcing would turn', 'strong'),
    ]
  if (found.denied.length > 0) {
    const words = `${countOf(found.denied.length, 'connection')} allowed today would be denied`
    return [span('✗ ', 'deny'), span(words, 'strong'), span(`, of ${grouped(found.distinct)} recorded`)]
  }
  return [
    span('✓ ', 'allow'),
    span('nothing allowed today would be denied', 'strong'),
    span(`, of ${countOf(found.distinct, 'recorded connection')}`),
  ]
}

/** How staged policies are taken, in words. */
export const modeWords: Readonly<Record<PreviewMode, string>> = {
  replace: 'replace: each in the place of its enforced twin',
  'as-logged': 'as logged: beside their twins, which come first',
}

function stagedLines(staged: readonly Policy[], mode: PreviewMode): readonly Line[] {
  if (staged.length === 0) return []
  const rows = staged.map(({ ref, stagedAction }) => [
    [span('~ ', 'staged'), span(visible(policyName(ref)))],
    [span(kindWords(ref), 'faint')],
    [span(`tier ${visible(ref.tier)}`, 'faint')],
    [span(stagedAction === 'Delete' ? 'takes its enforced twin away' : '', 'faint')],
  ])
  return [
    [span('once these are enforced', 'heading'), span(`  ${modeWords[mode]}`, 'faint')],
    ...table(rows, { indent: 2 }),
  ]
}

function turnedLines(title: string, turned: readonly Turned[], role: 'allow' | 'deny'): readonly Line[] {
  if (turned.length === 0) return []
  const rows = turned.map(({ flow, connections, decidedBy, after }) => [
    [span(`${endWords(flow.source)} → ${endWords(flow.destination)}`)],
    [span(visible(flow.protocol)), span(flow.port === null ? '' : ` ${flow.port}`)],
    [span(`${grouped(connections)} ×`, 'faint')],
    [
      span(decidedBy === null ? '' : visible(hitWords(decidedBy)), role),
      span(after.certain ? '' : ', unless it has a name that a rule allows', 'unknown'),
    ],
  ])
  return [[], [span(title, 'heading')], ...table(rows, { indent: 2, align: ['left', 'left', 'right'] })]
}

function evidenceLines({ from, to, unknown, denied, burnDown }: Preview): readonly Line[] {
  const lines: Line[] = []
  if (from !== null && to !== null) {
    const window = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`
    const last = denied.reduce((latest, { lastSeen }) => Math.max(latest, lastSeen), 0)
    if (denied.length > 0) {
      const when = `  last ${new Date(last).toISOString()}`
      lines.push(
        [],
        [span('denied in each part of the window  '), span(burnDownText(burnDown), 'deny'), span(when, 'faint')],
      )
    }
    lines.push([], [span(`judged on the flows from ${window}; what was silent then is not judged`, 'faint')])
  }
  if (unknown.length > 0)
    lines.push([span(`${countOf(unknown.length, 'connection')} with an end that the cluster does not have`, 'problem')])
  return lines
}

import { type PolicyEffect, type Preview, type PreviewMode, pairOfFlow, type Turned } from '../engine/preview.ts'
import { silentWorkloads } from '../engine/preview-groups.ts'
import { stagedPolicies } from '../engine/staged.ts'
import { policyKey, policyName } from '../model/policy.ts'
import { visible } from '../model/visible.ts'
import type { BurnDownPoint } from '../store/burn-down.ts'
import { memoLast } from '../store/memo.ts'
import { fixHere } from '../store/rehearsal-fix.ts'
import type { State } from '../store/state.ts'
import { fitMiddle, fitText, type StyledLine } from '../term/line.ts'
import { burnDownText, wentQuiet } from '../text/burn-down.ts'
import { clock } from '../text/clock.ts'
import { countOf, grouped, wordList } from '../text/list.ts'
import { modeWords } from '../text/preview.ts'
import { fieldWords } from '../text/words.ts'
import { framed } from './frame.ts'
import { type Look, run } from './look.ts'

interface PaneShape {
  readonly width: number
  readonly rows: number
  readonly found: Preview | null
  readonly mode: PreviewMode
}

/** Below the rehearsal: the way to zero, the rule that would fix what is under the cursor, and what each staged policy would do. */
export function rehearsalPane(
  state: State,
  turned: Turned | null,
  look: Look,
  { found, mode, ...size }: PaneShape,
): readonly StyledLine[] {
  const frame = {
    ...size,
    focused: false,
    title: [run(look, `staged, ${modeWords[mode]}`)],
    aside: [],
    foot: [],
    footAside: [],
  }
  if (found === null || state.index === null) return framed(look, frame, [])
  if (stagedPolicies(state.index.cluster).length === 0) return framed(look, frame, pointLines(look, state, found))
  const lines = [
    ...fixLines(state, turned, look, mode),
    ...burnDownLines(look, found, size.width),
    ...pointLines(look, state, found),
    ...evidenceLines(look, state, found),
    ...effectLines(look, state, found, turned),
  ]
  return framed(look, frame, lines)
}

function head(look: Look, title: string) {
  return run(look, ` ${title.padEnd(11)}`, 'heading')
}

/** `nearest    rule 1 of catfacts/platform.worker, egress`, then what of it is not met. */
function fixLines(state: State, turned: Turned | null, look: Look, mode: PreviewMode): readonly StyledLine[] {
  const fix = turned === null ? null : fixHere(state, turned, mode)
  if (fix === null) return []
  const name = visible(policyName(fix.policy))
  const isAllowed = turned?.after.verdict === 'Allow'
  if (fix.rule === null) return [[head(look, 'nearest'), run(look, `no rule: ${name} has none that comes near`)]]
  const where = [head(look, isAllowed ? 'by' : 'nearest'), run(look, `rule ${fix.rule} of ${name}, ${fix.direction}`)]
  const missed = fix.nearest?.criteria.filter(({ answer }) => answer !== 'yes') ?? []
  if (missed.length === 0) return [where]
  const but = `would ${fix.nearest?.action === 'Pass' ? 'pass' : 'allow'} it but for its ${wordList(missed.map(({ field }) => fieldWords(field)))}`
  return [where, [run(look, `${' '.repeat(12)}${but}`, 'faint')]]
}

/** In which part of the window something was seen that would be denied, and when last. */
function burnDownLines(look: Look, { from, to, denied, burnDown }: Preview, width: number): readonly StyledLine[] {
  if (from === null || to === null) return []
  const last = denied.reduce((latest, { lastSeen }) => Math.max(latest, lastSeen), 0)
  return [
    [
      head(look, 'window'),
      run(look, `${clock(from)} `, 'faint'),
      run(look, burnDownText(burnDown), denied.length === 0 ? 'allow' : 'deny'),
      run(look, ` ${clock(to)}`, 'faint'),
      run(
        look,
        denied.length === 0
          ? '   nothing seen would be denied'
          : `   ${width < 90 ? 'last denial' : 'distinct connections denied in each part, last'} ${clock(last)}`,
      ),
    ],
  ]
}

/** `burn-down  10:41:07 4 ▸ 10:44:10 2 ▸ 10:46:31 0 pairs: safe to enforce since 10:46:31`. */
function pointLines(look: Look, { burnDown }: State, found: Preview): readonly StyledLine[] {
  const { points } = burnDown
  if (points.length === 0) return []
  const left = new Set(found.denied.map(({ flow }) => pairOfFlow(flow)))
  const shown = points.slice(-5)
  const steps = shown.flatMap(({ at, denied }, place): StyledLine => {
    const role = denied.length === 0 ? 'allow' : 'deny'
    const before = place === 0 ? [] : [run(look, ` ${look.glyphs.crumb} `, 'faint')]
    return [...before, run(look, `${clock(at)} `, 'faint'), run(look, grouped(denied.length), role)]
  })
  const more = points.length > shown.length ? [run(look, `${look.glyphs.ellipsis} `, 'faint')] : []
  const now =
    left.size === (points.at(-1)?.denied.length ?? 0)
      ? []
      : [run(look, `, by the flows since then ${grouped(left.size)}`)]
  const since = safeSince(points)
  const safe = since === null || left.size > 0 ? [] : [run(look, `  nothing denied since ${clock(since.at)}`, 'allow')]
  const quiet =
    left.size > 0
      ? []
      : wentQuiet(
          points.flatMap(({ denied }) => denied),
          found.pairs,
        )
  const silent: readonly StyledLine[] =
    quiet.length === 0
      ? []
      : [
          [
            run(
              look,
              `${' '.repeat(12)}not allowed since, only silent: ${wordList(quiet.map((pair) => visible(pair)))}`,
              'unknown',
            ),
          ],
        ]
  return [[head(look, 'burn-down'), ...more, ...steps, run(look, ' pairs denied'), ...now, ...safe], ...silent]
}

/** The first of the last points in a row at which nothing was denied, after something was. */
function safeSince(points: readonly BurnDownPoint[]): BurnDownPoint | null {
  const last = points.findLastIndex(({ denied }) => denied.length > 0)
  return last < 0 ? null : (points[last + 1] ?? null)
}

/** What the answer does not cover. */
function evidenceLines(look: Look, state: State, found: Preview): readonly StyledLine[] {
  if (state.index === null || state.flows === null) return []
  const silent = silentOnes(state.index, state.flows.rows)
  const unknown = [...new Set(found.unknown.map(pairOfFlow))]
  const gaps = [
    ...(silent.length === 0 ? [] : [`silent: ${visible(wordList(silent))}`]),
    ...(unknown.length === 0 ? [] : [`not in the cluster: ${visible(wordList(unknown, 3))}`]),
    ...(found.deniedAlready === 0
      ? []
      : [`allowed then, denied already: ${countOf(found.deniedAlready, 'connection')}`]),
  ]
  return gaps.map((gap, at) => [
    at === 0 ? head(look, 'not judged') : run(look, ' '.repeat(12)),
    run(look, gap, 'unknown'),
  ])
}

const silentOnes = memoLast(
  (index: NonNullable<State['index']>, rows: NonNullable<State['flows']>['rows']): readonly string[] =>
    silentWorkloads(index, stagedPolicies(index.cluster), rows),
)

/** Each staged policy with what it would allow, deny and pass: in the window, and at its end. */
function effectLines(look: Look, state: State, { effects }: Preview, turned: Turned | null): readonly StyledLine[] {
  const staged = state.index === null ? [] : stagedPolicies(state.index.cluster)
  const byPolicy = new Map(effects.map((effect) => [policyKey(effect.policy), effect]))
  const wide = Math.max(16, Math.min(40, state.size.columns - 2 - 3 - 4 * 10 - 2))
  const rows = staged.map(({ ref, stagedAction }): StyledLine => {
    const effect = byPolicy.get(policyKey(ref))
    const name = fitMiddle(visible(policyName(ref)), wide, look.glyphs.ellipsis)
    const words: StyledLine =
      effect === undefined
        ? [run(look, stagedAction === 'Delete' ? ' takes its enforced twin away' : ' takes no part', 'faint')]
        : effectRuns(look, effect.window, effect.now)
    return [
      run(look, ` ${look.glyphs.staged} `, 'staged'),
      run(look, name, turned?.decidedBy?.name === ref.name ? 'strong' : 'plain'),
      run(look, ' '),
      ...words,
    ]
  })
  const heads = ['allow', 'deny', 'pass', 'tier ends'].map((title) => title.padEnd(10)).join('')
  const title = fitText(' distinct connections (at the end)', wide + 4, look.glyphs.ellipsis)
  return [[run(look, title, 'faint'), run(look, heads, 'faint')], ...rows]
}

function effectRuns(look: Look, window: PolicyEffect, now: PolicyEffect): StyledLine {
  const cell = (which: keyof PolicyEffect, role: 'allow' | 'deny' | 'pass') => {
    const words = window[which] === 0 ? '0' : `${grouped(window[which])} (${grouped(now[which])})`
    return run(look, words.padEnd(10), window[which] === 0 ? 'faint' : role)
  }
  return [cell('allowed', 'allow'), cell('denied', 'deny'), cell('passed', 'pass'), cell('endOfTier', 'deny')]
}

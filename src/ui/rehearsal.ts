import type { Preview, PreviewMode, Turned } from '../engine/preview.ts'
import { hitWords } from '../engine/replay.ts'
import { stagedPolicies } from '../engine/staged.ts'
import { policyName } from '../model/policy.ts'
import { rehearsal } from '../store/flow-rows.ts'
import { listCursor } from '../store/list-moves.ts'
import type { RehearsalView, State } from '../store/state.ts'
import { fitText, type StyledLine } from '../term/line.ts'
import { burnDownText } from '../text/burn-down.ts'
import { clock } from '../text/clock.ts'
import { countOf, grouped } from '../text/list.ts'
import { modeWords } from '../text/preview.ts'
import { endWords } from '../text/replay.ts'
import { kindWords, verdictSign } from '../text/words.ts'
import { noFlowsWords } from './flow-words.ts'
import { framed } from './frame.ts'
import { paintList } from './list.ts'
import { type Look, run } from './look.ts'
import type { Area, PaintedView } from './view.ts'

/** The rehearsal of the staged policies: the recorded connections that enforcing them would turn, the denied ones first, and below
 * them what is staged and the evidence. */
export function paintRehearsal(state: State, view: RehearsalView, look: Look, area: Area): PaintedView {
  const found = rehearsal(state, view.mode)
  const turned = found === null ? [] : [...found.denied, ...found.allowed]
  const { at } = listCursor(state, view)
  const lines = paintList(state, view, look, {
    area,
    title: `what enforcing would turn, ${view.mode === 'replace' ? 'replacing twins' : 'as Calico logs it'}`,
    aside: found === null ? '' : `${grouped(found.denied.length)} denied, ${grouped(found.allowed.length)} allowed`,
    length: turned.length,
    head: null,
    row: (row, width) => turnedRow(look, turned[row], width),
    empty: noFlowsWords(state, area.columns - 6) ?? emptyWords(state, found),
    preview: (width, rows) => stagedPane(state, turned[at], look, { width, rows, found, mode: view.mode }),
  })
  return { lines, status: { left: safeWords(look, found), right: [] }, cursor: null }
}

function emptyWords(state: State, found: Preview | null): readonly string[] {
  const staged = state.index === null ? [] : stagedPolicies(state.index.cluster)
  if (staged.length === 0) return ['nothing is staged']
  return found === null ? [] : ['nothing: no recorded connection would be turned']
}

/** When it is safe to enforce, and what that is judged on. */
function safeWords(look: Look, found: Preview | null): StyledLine {
  if (found === null || found.from === null || found.to === null) return []
  const unknown = found.unknown.length === 0 ? '' : `, ${grouped(found.unknown.length)} of them not in the cluster`
  const window = `judged on ${countOf(found.distinct, 'connection')} from ${clock(found.from)} to ${clock(found.to)}${unknown}`
  if (found.denied.length > 0) {
    const pairs = `${countOf(found.denied.length, 'pair')} still denied`
    return [
      run(look, ` ${verdictSign('Deny')} not safe to enforce: ${pairs}`, 'deny'),
      run(look, `   ${window}`, 'faint'),
    ]
  }
  return [
    run(look, ` ${verdictSign('Allow')} nothing allowed then would be denied`, 'allow'),
    run(look, `   ${window}; what was silent is not judged`, 'faint'),
  ]
}

function turnedRow(look: Look, turned: Turned | undefined, width: number): StyledLine {
  if (turned === undefined) return []
  const { flow, after, connections, decidedBy } = turned
  const { ellipsis } = look.glyphs
  const isWide = width >= 100
  const room = Math.max(20, width - 9 - 10 - 7)
  const end = Math.floor(room * (isWide ? 0.33 : 0.5))
  const by = isWide ? room - 2 * end : 0
  return [
    run(
      look,
      ` ${verdictSign(after.verdict)} ${after.verdict.padEnd(6)}`,
      after.verdict === 'Allow' ? 'allow' : 'deny',
    ),
    run(look, `${fitText(endWords(flow.source), end - 1, ellipsis)} `),
    run(look, `${fitText(endWords(flow.destination), end - 1, ellipsis)} `),
    run(look, fitText(`${flow.protocol} ${flow.port ?? ''}`, 10, ellipsis), 'accent'),
    run(look, fitText(decidedBy === null ? '' : hitWords(decidedBy), by, ellipsis), 'faint'),
    run(look, `${grouped(connections).padStart(6)} `),
  ]
}

interface PaneShape {
  readonly width: number
  readonly rows: number
  readonly found: Preview | null
  readonly mode: PreviewMode
}

/** In which part of the window something was seen that would be denied, and when last: the way to zero. */
function burnDownLines(look: Look, found: Preview | null): readonly StyledLine[] {
  if (found === null || found.from === null || found.to === null) return []
  const last = found.denied.reduce((latest, { lastSeen }) => Math.max(latest, lastSeen), 0)
  const end = found.denied.length === 0 ? 'safe to enforce by what was seen' : `last denial ${clock(last)}`
  return [
    [
      run(look, ' burn-down ', 'heading'),
      run(look, `${clock(found.from)} `, 'faint'),
      run(look, burnDownText(found.burnDown), found.denied.length === 0 ? 'allow' : 'deny'),
      run(look, ` ${clock(found.to)}`, 'faint'),
      run(look, `   ${end}`),
    ],
    [run(look, '           connections that would be denied in each part of the window; . is none', 'faint')],
  ]
}

function stagedPane(
  state: State,
  turned: Turned | undefined,
  look: Look,
  { found, mode, ...size }: PaneShape,
): readonly StyledLine[] {
  const staged = state.index === null ? [] : stagedPolicies(state.index.cluster)
  const frame = {
    ...size,
    focused: false,
    title: [run(look, `staged, ${modeWords[mode]}`)],
    aside: [],
    foot: [],
    footAside: [],
  }
  const lines = staged.map(
    ({ ref, stagedAction }): StyledLine => [
      run(look, ` ${look.glyphs.staged} `, 'staged'),
      run(look, `${policyName(ref)}  `, turned?.decidedBy?.name === ref.name ? 'strong' : 'plain'),
      run(look, `${kindWords(ref)}, tier ${ref.tier}${stagedAction === 'Delete' ? ', to be deleted' : ''}`, 'faint'),
    ],
  )
  const fix: readonly StyledLine[] =
    turned === undefined || turned.after.verdict === 'Allow'
      ? []
      : [[], [run(look, ' enter steps through it: the nearest miss tells which rule would have to allow it', 'faint')]]
  const burnDown = staged.length === 0 ? [] : burnDownLines(look, found)
  return framed(look, frame, [...lines, [], ...burnDown, ...fix])
}

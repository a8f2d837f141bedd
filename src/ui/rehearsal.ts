import type { Preview, PreviewMode } from '../engine/preview.ts'
import { hitWords } from '../engine/replay.ts'
import { stagedPolicies } from '../engine/staged.ts'
import { visible } from '../model/visible.ts'
import { nounOf } from '../store/counted.ts'
import { rehearsal } from '../store/flow-rows.ts'
import { listCursor } from '../store/list-moves.ts'
import { type RehearsalRow, rehearsalRows, turnedOfRow } from '../store/rehearsal-rows.ts'
import type { RehearsalView, State } from '../store/state.ts'
import { fitMiddle, fitText, type StyledLine } from '../term/line.ts'
import { clock } from '../text/clock.ts'
import { countOf, grouped } from '../text/list.ts'
import { endWords } from '../text/replay.ts'
import { verdictSign } from '../text/words.ts'
import { noFlowsWords } from './flow-words.ts'
import { paintList } from './list.ts'
import { type Look, run } from './look.ts'
import { rehearsalPane } from './rehearsal-pane.ts'
import type { Area, PaintedView } from './view.ts'

/** The rehearsal of the staged policies: the recorded connections that enforcing them would turn, the denied ones first, and below
 * them what is staged, the burn-down and the evidence. */
export function paintRehearsal(state: State, view: RehearsalView, look: Look, area: Area): PaintedView {
  const found = rehearsal(state, view.mode)
  const rows = rehearsalRows(state, view)
  const turned = turnedOfRow(rows[listCursor(state, view).at])
  const lines = paintList(state, view, look, {
    area,
    title: `what enforcing would turn, ${modeTitles[view.mode]}, by ${view.by === 'policies' ? 'what decides' : view.by}`,
    aside: found === null ? '' : `${grouped(found.denied.length)} denied, ${grouped(found.allowed.length)} allowed`,
    length: rows.length,
    head: null,
    row: (row, width) => rowLine(look, rows[row], nounOf(state), width),
    empty: noFlowsWords(state, area.columns - 6) ?? emptyWords(state, found),
    preview: (width, height) => rehearsalPane(state, turned, look, { width, rows: height, found, mode: view.mode }),
  })
  return { lines, status: { left: safeWords(look, found), right: [] }, cursor: null }
}

const modeTitles: Readonly<Record<PreviewMode, string>> = {
  replace: 'replacing twins',
  'as-logged': 'as Calico logs it',
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
  const window = `from ${clock(found.from)} to ${clock(found.to)}`
  if (found.denied.length > 0) {
    const pairs = `${grouped(found.denied.length)} of ${countOf(found.distinct, 'distinct connection')} would be denied`
    return [
      run(look, ` ${verdictSign('Deny')} not safe to enforce: ${pairs}`, 'deny'),
      run(look, `   judged ${window}${unknown}`, 'faint'),
    ]
  }
  return [
    run(look, ` ${verdictSign('Allow')} nothing allowed then would be denied`, 'allow'),
    run(
      look,
      `   judged on ${countOf(found.distinct, 'distinct connection')} ${window}${unknown}, not what was silent`,
      'faint',
    ),
  ]
}

function rowLine(look: Look, row: RehearsalRow | undefined, noun: string, width: number): StyledLine {
  if (row === undefined) return []
  if (row.type === 'turned') return turnedLine(look, row, noun, width)
  const { name, verdict, connections, turned } = row.group
  const room = Math.max(10, width - 9 - 26 - 20)
  return [
    ...verdictRuns(look, verdict),
    run(look, fitMiddle(visible(name), room, look.glyphs.ellipsis), 'strong'),
    run(look, countOf(turned.length, 'distinct connection').padStart(26), 'faint'),
    run(look, `${countOf(connections, noun).padStart(19)} `),
  ]
}

function verdictRuns(look: Look, verdict: 'Allow' | 'Deny'): StyledLine {
  return [run(look, ` ${verdictSign(verdict)} ${verdict.padEnd(6)}`, verdict === 'Allow' ? 'allow' : 'deny')]
}

function turnedLine(
  look: Look,
  { turned, isBelow }: Extract<RehearsalRow, { type: 'turned' }>,
  noun: string,
  width: number,
): StyledLine {
  const { flow, after, connections, decidedBy } = turned
  const { ellipsis } = look.glyphs
  const isWide = width >= 100
  const count = isWide ? countOf(connections, noun) : grouped(connections)
  const counts = isWide ? 16 : 7
  const room = Math.max(20, width - 9 - 10 - counts)
  const end = Math.floor(room * (isWide ? 0.33 : 0.5))
  const by = isWide ? room - 2 * end : 0
  return [
    ...(isBelow ? [run(look, ' '.repeat(9))] : verdictRuns(look, after.verdict)),
    run(look, `${fitMiddle(endWords(flow.source), end - 1, ellipsis)} `),
    run(look, `${fitMiddle(endWords(flow.destination), end - 1, ellipsis)} `),
    run(look, fitText(`${flow.protocol} ${flow.port ?? ''}`, 10, ellipsis), 'accent'),
    run(look, fitText(decidedBy === null ? '' : visible(hitWords(decidedBy)), by, ellipsis), 'faint'),
    run(look, `${count.padStart(counts - 1)} `),
  ]
}

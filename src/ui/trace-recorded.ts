import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { FlowConnection, FlowGap } from '../engine/flow-connection.ts'
import { type Replayed, recordedWords, replayConnection } from '../engine/replay.ts'
import type { Flow } from '../model/flow.ts'
import { visible } from '../model/visible.ts'
import { memoLast } from '../store/memo.ts'
import { isRehearsed, type Scene } from '../store/trace-scene.ts'
import { clock } from '../text/clock.ts'
import { disagreementWords, gapWords } from '../text/replay.ts'
import { type Line, roleOf, span } from '../text/styled.ts'
import { peerWords } from '../text/verdict.ts'
import { clipLine } from '../text/width.ts'
import { verdictSign } from '../text/words.ts'

/** Under the connection of a walk that was opened from a flow: what each reporter recorded in this scope, whether the walk says the
 * same or where they part, and what in the walk is an example. None where somebody asked for the connection. */
export function recordedLines(
  scene: Scene,
  { columns, isSmall }: { readonly columns: number; readonly isSmall: boolean },
): readonly Line[] {
  const { recorded } = scene.view
  if (recorded === null) return []
  if (isRehearsed(scene.view)) return [...todayLines(recorded.flows), ...gapLines(scene, recorded.connection.gaps)]
  const records = recorded.flows.map((flow) => ({ flow, side: sideOf(scene, flow, recorded.connection) }))
  const differing = records.find(({ side }) => !side.agrees)
  // Where there is little room the record that differs matters most.
  const shown = isSmall ? [differing ?? records[0]] : records
  const lines = shown.flatMap((each) => (each === undefined ? [] : recordLines(each.flow, each.side)))
  return [...lines, ...gapLines(scene, recorded.connection.gaps)].map((line) => clipLine(line, columns - 1))
}

/** What was recorded, where the walk is of another cluster: there it must differ. */
function todayLines(flows: readonly Flow[]): readonly Line[] {
  return flows.map(
    (flow): Line => [
      span(' recorded ', 'heading'),
      span(`${flow.reporter} ${clock(flow.end)}  `, 'faint'),
      span(`${verdictSign(flow.action)} ${flow.action}`, roleOf(flow.action)),
      span(`  without the staged policies: ${hitsWords(flow, 'enforced')}`, 'faint'),
    ],
  )
}

function sideOf(scene: Scene, flow: Flow, connection: FlowConnection): Replayed {
  return replayed(flow, scene.index, connection)[scene.trace.scope]
}

const replayed = memoLast((flow: Flow, index: ClusterIndex, connection: FlowConnection) =>
  replayConnection(index, flow, connection),
)

function recordLines(flow: Flow, { scope, recorded, agrees, reason, difference }: Replayed): readonly Line[] {
  const head: Line = [span(' recorded ', 'heading'), span(`${flow.reporter} ${clock(flow.end)}  `, 'faint')]
  if (recorded === null) return [[...head, span('nothing in this scope', 'faint')]]
  const told: Line = [span(`${verdictSign(recorded)} ${recorded}`, roleOf(recorded))]
  if (agrees) return [[...head, ...told, span('  as computed: ', 'faint'), span(hitsWords(flow, scope), 'faint')]]
  return [
    [...head, ...told, span('  differs: ', 'problem'), span(reason === null ? '' : disagreementWords[reason])],
    [span(`          ${visible(difference ?? '')}`, 'faint')],
  ]
}

function hitsWords(flow: Flow, scope: 'enforced' | 'pending'): string {
  return visible(flow[scope].map(recordedWords).join(', then '))
}

function gapLines({ trace }: Scene, gaps: readonly FlowGap[]): readonly Line[] {
  return gaps.map((gap): Line => {
    const name = peerWords(trace.connection[gap.side])
    return [
      span(' example  ', 'unknown'),
      span(name, 'strong'),
      span(` stands for ${gapWords(gap)}: the log does not say which`, 'faint'),
    ]
  })
}

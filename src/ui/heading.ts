import { emptyCluster } from '../model/cluster-changes.ts'
import { countsOf } from '../store/counts.ts'
import { crumbs } from '../store/crumbs.ts'
import { problemsOf } from '../store/problems.ts'
import { type State, topView } from '../store/state.ts'
import { lineWidth, type StyledLine } from '../term/line.ts'
import { style } from '../term/style.ts'
import { textWidth } from '../term/width.ts'
import { endpointWords } from '../text/gap.ts'
import { countOf } from '../text/list.ts'
import { progressWords } from './empty.ts'
import { feedWords, windowWords } from './flow-words.ts'
import { liveWords } from './live-words.ts'
import { type Look, run, spread } from './look.ts'

/** The first row: where we are, what the cluster holds, where it comes from. */
export function headingLine(state: State, look: Look, width: number): StyledLine {
  const left = pathLine(state, look, width)
  const room = width - lineWidth(left)
  const ways = countsFlows(state) ? [flowsRight, shortFlowsRight, shortestFlowsRight, ageRight, bareRight] : plainWays
  const right = ways.map((make) => make(state, look)).find((line) => lineWidth(line) + 2 <= room)
  return spread(look, { left, right: right ?? [] }, width)
}

/** The way from the cluster to what is on screen; where it is too long, the middle of it is left out. */
function pathLine(state: State, look: Look, width: number): StyledLine {
  const all = crumbs(state)
  const name = width >= 100 ? ' calico-tui  ' : ' '
  const most = width - name.length - 4
  let path = all
  while (path.length > 3 && path.reduce((sum, crumb) => sum + textWidth(crumb) + 3, 0) > most) {
    path = [path[0] ?? '', look.glyphs.ellipsis, ...path.slice(path[1] === look.glyphs.ellipsis ? 3 : 2)]
  }
  return [
    run(look, name, 'accent'),
    ...path.flatMap((crumb, at): StyledLine => {
      const last = at === path.length - 1
      const arrow = at === 0 ? [] : [run(look, ` ${look.glyphs.crumb} `, 'faint')]
      const isTitle = at === 0 && state.source.live !== null && state.settings.color !== 'none'
      if (isTitle)
        return [{ text: ` ${crumb} `, style: style({ fg: state.settings.color, bold: true, inverse: true }) }]
      return [...arrow, run(look, crumb, last ? 'strong' : 'plain')]
    }),
  ]
}

function fullRight(state: State, look: Look): StyledLine {
  const counts = state.index === null ? null : countsOf(state.index)
  if (counts === null) return shortRight(state, look)
  const words = [
    countOf(counts.tiers, 'tier'),
    countOf(counts.policies, 'policy'),
    counts.staged === 0 ? '' : `${counts.staged} staged`,
    endpointWords(state.index?.cluster ?? emptyCluster, counts.endpoints),
  ]
  const text = words.filter((word) => word !== '').join(' · ')
  return [
    run(look, `${text}   `, 'faint'),
    ...problemMark(state, look),
    ...sourceWords(state, look),
    run(look, 'READ-ONLY ', 'faint'),
  ]
}

function shortRight(state: State, look: Look): StyledLine {
  const counts = state.index === null ? null : countsOf(state.index)
  const text = counts === null ? '' : `${countOf(counts.policies, 'policy')}  `
  return [run(look, text, 'faint'), ...problemMark(state, look), ...sourceWords(state, look), run(look, 'RO ', 'faint')]
}

const plainWays = [fullRight, shortRight, noticeRight, ageRight, bareRight]

/** True where what is on screen depends on flows and on their window. */
function countsFlows(state: State): boolean {
  const view = topView(state)
  if (view.type === 'board') return state.settings.counts !== 'endpoints' || state.settings.showsStops
  return flowViews.includes(view.type)
}

const flowViews: readonly string[] = ['flows', 'matrix', 'neighbours', 'rehearsal', 'stops']

function flowsRight(state: State, look: Look): StyledLine {
  return [
    ...flowsSummary(state, look),
    ...problemMark(state, look),
    ...sourceWords(state, look),
    run(look, 'READ-ONLY ', 'faint'),
  ]
}

function shortFlowsRight(state: State, look: Look): StyledLine {
  return [...flowsSummary(state, look), run(look, 'RO ', 'faint')]
}

function shortestFlowsRight(state: State, look: Look): StyledLine {
  const window = state.flows === null ? '' : windowWords(state.flows)
  return [run(look, `${window}  `, 'faint'), ...feedWords(state, look), run(look, '  RO ', 'faint')]
}

/** `24 061 distinct flows · 13:45-14:00 (15 min)   ● streaming   `. */
function flowsSummary(state: State, look: Look): StyledLine {
  const { flows } = state
  const words = flows === null ? '' : `${countOf(flows.rows.length, 'distinct flow')} · ${windowWords(flows)}   `
  const feed = feedWords(state, look)
  return [run(look, words, 'faint'), ...feed, run(look, feed.length === 0 ? '' : '   ')]
}

/** Without the counts, which stand elsewhere too; what is to be known of the cluster as a whole does not. */
function noticeRight(state: State, look: Look): StyledLine {
  return [...sourceWords(state, look), run(look, 'RO ', 'faint')]
}

/** Without the counts, which stand elsewhere too: how old what is shown is does not. */
function ageRight(state: State, look: Look): StyledLine {
  return [...sourceWords(state, look, true), run(look, 'RO ', 'faint')]
}

function bareRight(_state: State, look: Look): StyledLine {
  return [run(look, 'RO ', 'faint')]
}

function problemMark(state: State, look: Look): StyledLine {
  const count = state.index === null ? 0 : problemsOf(state.index).length
  return count === 0 ? [] : [run(look, `${look.glyphs.problem} ${countOf(count, 'problem')}   `, 'problem')]
}

function sourceWords(state: State, look: Look, isShort = false): StyledLine {
  const { live, status, readAt } = state.source
  const isGivenUp = status === 'failed' || status === 'cancelled'
  if (live !== null && !isGivenUp) return [...liveWords(live, look, isShort), run(look, '   ')]
  const dot = run(
    look,
    `${look.glyphs.dot} `,
    status === 'ready' ? 'allow' : status === 'failed' ? 'problem' : 'unknown',
  )
  switch (status) {
    case 'none':
      return []
    case 'reading':
      return [dot, run(look, `reading ${progressWords(state)}   `)]
    case 'ready':
      return [dot, run(look, `snapshot${readAt === null ? '' : ''}   `)]
    case 'cancelled':
      return [dot, run(look, 'cancelled, incomplete   ')]
    case 'failed':
      return [dot, run(look, 'failed   ')]
  }
}

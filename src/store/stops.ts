import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { FlowTable } from '../engine/flow-table.ts'
import { type TrafficStops, trafficStops } from '../engine/traffic-stops.ts'
import type { Direction } from '../model/rule.ts'
import { type Line, span } from '../text/styled.ts'
import { stopsLines } from '../text/traffic-stops.ts'
import { wrapLine } from '../text/wrap.ts'
import { memoLast } from './memo.ts'
import type { Size, State } from './state.ts'

/** Where traffic stops in each direction; null without flows. */
export function stopsOf({ flows, index }: State): Readonly<Record<Direction, TrafficStops>> | null {
  return flows === null || index === null ? null : stopsIn(flows, index)
}

const stopsIn = memoLast((flows: FlowTable, index: ClusterIndex) => trafficStops(flows, index.tiers))

/** The text of the view of where traffic stops; null without flows. */
export function stopsText(state: State): readonly Line[] | null {
  const { flows, index, size } = state
  return flows === null || index === null || flows.all.records === 0 ? null : textOf(flows, index, size.columns - 4)
}

const textOf = memoLast((flows: FlowTable, index: ClusterIndex, width: number): readonly Line[] => {
  const { egress, ingress } = stopsIn(flows, index)
  const note =
    'Source and destination report the same connections, each of its own side, so the two are never added. What no policy of a tier selects goes on from it.'
  return [
    ...stopsLines(egress, width),
    [],
    ...stopsLines(ingress, width),
    [],
    ...wrapLine([span(note, 'faint')], width, 0),
  ]
})

/** The tiers that the panel under the board has room for: those that have policies or stop something. */
function panelTiers(state: State): readonly string[] {
  const stops = stopsOf(state)
  const { index } = state
  if (stops === null || index === null) return []
  const isBusy = (name: string) =>
    [stops.egress, stops.ingress].some(({ tiers }) =>
      tiers.some(({ tier, allowed, denied }) => tier === name && allowed + denied > 0),
    )
  return stops.ingress.tiers
    .map(({ tier }) => tier)
    .filter(
      (name) => isBusy(name) || index.tiers.some(({ tier, policies }) => tier.name === name && policies.length > 0),
    )
}

/** Where traffic stops as the panel under the board tells it, a direction at a width. */
export function panelLines(state: State, direction: Direction, width: number): readonly Line[] {
  const stops = stopsOf(state)?.[direction]
  if (stops === undefined) return []
  const shown = panelTiers(state)
  return stopsLines({ ...stops, tiers: stops.tiers.filter(({ tier }) => shown.includes(tier)) }, width)
}

const leastForPanel = { columns: 120, rows: 36 }

/** True where the panel has room under the board. */
export function hasRoomForPanel({ columns, rows }: Size): boolean {
  return columns >= leastForPanel.columns && rows >= leastForPanel.rows
}

/** The rows that the panel takes from the board, its frame included; 0 where it is not shown. */
export function panelRows(state: State): number {
  if (!state.settings.showsStops || state.index === null || !hasRoomForPanel(state.size)) return 0
  return Math.min(panelTiers(state).length + 2, Math.floor(state.size.rows / 3)) + 2
}

/** The screen as the board has it: without the panel. */
export function boardSize(state: State): Size {
  const { columns, rows } = state.size
  return { columns, rows: rows - panelRows(state) }
}

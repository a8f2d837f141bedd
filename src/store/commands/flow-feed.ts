import { lastDenied } from '../../engine/last-denied.ts'
import { selectedPolicy } from '../board.ts'
import type { Command, Outcome } from '../command.ts'
import { firstRow } from '../cursor.ts'
import { traceFlow } from '../flow-between.ts'
import { lookingAtFlows, pauseOrResume, windows, withWindow } from '../flow-feed.ts'
import { type BoardCount, popView, pushView, type State, topView } from '../state.ts'
import { hasRoomForPanel } from '../stops.ts'

/** Why a command about flows cannot run: there are none, and none will come. */
export function whyNoFlows({ source, settings }: State): { readonly disabled: string } {
  if (source.live === null) return { disabled: 'no flows were read: give flow logs with --flows FILE' }
  return settings.followsFlows
    ? { disabled: 'no flows were read yet: f asks for them' }
    : { disabled: 'flows are not followed: --live-flows off was given' }
}

/** A state in which flows are looked at, or the reason why there are none. */
export function withFlows(before: State, next: State): Outcome {
  return lookingAtFlows(before, next) ?? whyNoFlows(before)
}

const counted: readonly BoardCount[] = ['endpoints', 'connections', 'packets', 'bytes', 'denied']

const counts: Command = {
  id: 'flows.counts',
  contexts: ['board'],
  keys: ['H'],
  help: 'numbers: endpoints selected, or the connections, packets, bytes or denials of flows',
  group: 'Look',
  hint: 52,
  run(state) {
    const next = counted[(counted.indexOf(state.settings.counts) + 1) % counted.length] ?? 'endpoints'
    return withFlows(state, { ...state, settings: { ...state.settings, counts: next } })
  },
}

const shorter: Command = {
  id: 'flows.shorter-window',
  contexts: ['view'],
  keys: ['<'],
  help: 'flows of a shorter time: an hour, 15 minutes, 5 minutes',
  group: 'Look',
  hint: null,
  run: (state) => inOtherWindow(state, -1),
}

const longer: Command = {
  id: 'flows.longer-window',
  contexts: ['view'],
  keys: ['>'],
  help: 'flows of a longer time, up to all that was recorded',
  group: 'Look',
  hint: null,
  run: (state) => inOtherWindow(state, 1),
}

function inOtherWindow(state: State, step: 1 | -1): Outcome {
  if (state.flows === null) return whyNoFlows(state)
  const next = windows[windows.indexOf(state.settings.flowWindowMs) + step]
  if (next === undefined) return { disabled: step < 0 ? 'this is the shortest time' : 'this is all that was recorded' }
  return withWindow(state, next)
}

const stops: Command = {
  id: 'flows.stops',
  contexts: ['view'],
  keys: ['B'],
  help: 'bars: where traffic stops, tier by tier',
  group: 'Look',
  hint: 95,
  run(state) {
    const view = topView(state)
    if (view.type !== 'board' || !hasRoomForPanel(state.size)) return opened(state)
    const { showsStops } = state.settings
    const next = { ...state, settings: { ...state.settings, showsStops: !showsStops } }
    return showsStops ? next : withFlows(state, next)
  },
}

const stopsAlone: Command = {
  ...stops,
  id: 'flows.stops-alone',
  keys: [],
  help: 'where traffic stops, as a view of its own',
  run: opened,
}

function opened(state: State): Outcome {
  if (topView(state).type === 'stops') return popView(state)
  return withFlows(state, pushView(state, { type: 'stops', cursor: firstRow }))
}

const traceDenied: Command = {
  id: 'flows.trace-denied',
  contexts: ['board'],
  keys: ['D'],
  help: 'denied: trace the last connection that this policy denied',
  group: 'Trace',
  hint: null,
  run(state) {
    const view = topView(state)
    if (state.flows === null) return whyNoFlows(state)
    const policy = view.type === 'board' ? selectedPolicy(state, view) : null
    if (policy === null || state.index === null) return { disabled: 'put the cursor on a policy' }
    const [last] = lastDenied(state.flows, state.index, policy, 1)
    return last === undefined ? { disabled: 'no flow was denied here in this time' } : traceFlow(state, last.flow)
  },
}

const pause: Command = {
  id: 'flows.pause',
  contexts: ['view'],
  keys: ['p'],
  help: 'pause: flows stand still and are gathered, p goes on',
  group: 'Look',
  hint: null,
  run: (state) =>
    state.flowFeed.isFollowed
      ? pauseOrResume(state)
      : { disabled: 'only the flows of a live cluster go on by themselves: f opens them' },
}

export const flowFeedCommands: readonly Command[] = [counts, shorter, longer, stops, stopsAlone, traceDenied, pause]

import type { ClusterIndex } from '../../engine/cluster-index.ts'
import { endpointWorkload, groupName } from '../../engine/flow-groups.ts'
import { policyName } from '../../model/policy.ts'
import type { Command, Outcome } from '../command.ts'
import { firstRow } from '../cursor.ts'
import { focusedColumn } from '../drill.ts'
import { filterOfText, flowBetween, openFlowsBetween, traceFlow } from '../flow-between.ts'
import { flowsShown, groupsShown } from '../flow-rows.ts'
import { filterBetween } from '../flow-words.ts'
import { focusedObject } from '../focus.ts'
import { listCursor } from '../list-moves.ts'
import { matrixCursors, matrixOf } from '../matrix.ts'
import { edgeUnderCursor, neighboursView, toSide } from '../neighbours.ts'
import type { ObjectRef } from '../object.ts'
import { type NeighboursView, noFilter, pushView, type State, topView, withView } from '../state.ts'
import { whyNoFlows } from './flow-feed.ts'
import { noFlows } from './flows.ts'

const around: Command = {
  id: 'neighbours.open',
  contexts: ['flows', 'matrix'],
  keys: ['F'],
  help: 'around: the source of this flow, what it talks to, and what talks to it',
  group: 'Open',
  hint: 26,
  run(state) {
    const view = topView(state)
    const ends = view.type === 'flows' || view.type === 'matrix' ? endsHere(state, view) : null
    if (ends === null || (view.type !== 'flows' && view.type !== 'matrix')) {
      return { disabled: 'nothing is under the cursor' }
    }
    if (view.by === 'namespaces' && !isWorkload(ends[0])) {
      return { disabled: 'a namespace is no workload: tab shows workloads' }
    }
    return pushView(state, neighboursView(state, ends[0], { filter: noFilter, beside: ends[1] }))
  },
}

/** A namespace has no slash, and stands for many. */
function isWorkload(name: string): boolean {
  return name.includes('/') || name.endsWith(' network')
}

type Ends = readonly [source: string, destination: string]

function endsHere(state: State, view: Extract<ReturnType<typeof topView>, { type: 'flows' | 'matrix' }>): Ends | null {
  if (view.type === 'matrix') {
    const { sources, destinations } = matrixOf(state, view)
    const { down, across } = matrixCursors(state, view)
    const source = sources[down.at]
    return source === undefined ? null : [source, destinations[across.at] ?? '']
  }
  const { at } = listCursor(state, view)
  if (view.by !== 'flows') {
    const group = groupsShown(state, view).at(at)
    return group === undefined ? null : [group.source, group.destination]
  }
  const flow = flowsShown(state, view).at(at)?.flow
  return flow === undefined ? null : [groupName(flow.source, 'workloads'), groupName(flow.destination, 'workloads')]
}

const ofObject: Command = {
  id: 'neighbours.of-object',
  contexts: ['board', 'drill', 'list'],
  keys: ['F'],
  help: 'flows of this: the neighbours of a pod, what hit a policy or a tier, what a namespace talks to',
  group: 'Open',
  hint: null,
  run(state) {
    const object = openedPod(state) ?? focusedObject(state)
    if (state.flows === null || state.index === null) return whyNoFlows(state)
    return object === null ? { disabled: 'nothing is under the cursor' } : flowsOf(state, state.index, object)
  },
}

/** The pod or the namespace that is open: there the cursor is on what governs it. */
function openedPod(state: State): ObjectRef | null {
  const view = topView(state)
  const object = view.type === 'drill' ? focusedColumn(view).object : null
  return object?.type === 'endpoint' || object?.type === 'namespace' ? object : null
}

function flowsOf(state: State, index: ClusterIndex, object: ObjectRef): Outcome {
  const list = (text: string, by: 'flows' | 'workloads') =>
    pushView(state, { type: 'flows', by, filter: filterOfText(text), cursor: firstRow })
  switch (object.type) {
    case 'endpoint': {
      const name = workloadOf(index, object.key)
      return name === null
        ? { disabled: 'flow logs do not name this endpoint' }
        : pushView(state, neighboursView(state, name, { filter: noFilter, beside: null }))
    }
    case 'policy':
    case 'rule': {
      const policy = index.cluster.policies.get(object.type === 'policy' ? object.key : object.policy)
      return policy === undefined
        ? { disabled: 'this policy is not in the cluster' }
        : list(`policy:=${policyName(policy.ref)} tier:=${policy.ref.tier}`, 'flows')
    }
    case 'tier':
      return list(`tier:=${object.name}`, 'workloads')
    case 'namespace':
      return list(`ns:=${object.name}`, 'workloads')
    case 'service':
      return list(`service:=${object.key}`, 'workloads')
    case 'network-set':
      return list(`name:=${object.key.split('/').at(-1)}`, 'workloads')
    case 'flow': {
      const ends = [object.flow.source, object.flow.destination].map((end) => groupName(end, 'workloads'))
      return list(filterBetween('', ends[0] ?? '', ends[1] ?? ''), 'flows')
    }
    case 'service-account':
    case 'profile':
    case 'selector':
      return { disabled: 'put the cursor on a pod, a policy, a tier, a namespace, a service or a network set' }
  }
}

/** How flow logs name an endpoint: a pod by its workload, a host by its node. */
function workloadOf(index: ClusterIndex, key: string): string | null {
  const endpoint = index.endpoint(key)
  if (endpoint?.type !== 'workload') return endpoint?.node ?? null
  return endpointWorkload(endpoint)
}

/** Runs something on the neighbours on screen. */
function inNeighbours(run: (state: State, view: NeighboursView) => Outcome): Command['run'] {
  return (state) => {
    const view = topView(state)
    return view.type === 'neighbours' ? run(state, view) : noFlows
  }
}

const nobody = { disabled: 'no neighbour is under the cursor' } as const

const walk: Command = {
  id: 'neighbours.walk',
  contexts: ['neighbours'],
  keys: ['enter'],
  help: 'walk: this neighbour becomes the middle',
  group: 'Open',
  hint: 10,
  run: inNeighbours((state, view) => {
    const edge = edgeUnderCursor(state, view)
    if (edge === null) return nobody
    return pushView(state, neighboursView(state, edge.peer, { filter: view.filter, beside: view.workload }))
  }),
}

/** The source and the destination of the edge under the cursor. */
function edgeEnds(state: State, view: NeighboursView): Ends | null {
  const edge = edgeUnderCursor(state, view)
  if (edge === null) return null
  return view.side === 'callers' ? [edge.peer, view.workload] : [view.workload, edge.peer]
}

const flows: Command = {
  id: 'neighbours.flows',
  contexts: ['neighbours'],
  keys: ['o'],
  help: 'flows: those between the two',
  group: 'Open',
  hint: 20,
  run: inNeighbours((state, view) => {
    const ends = edgeEnds(state, view)
    return ends === null ? nobody : openFlowsBetween(state, view.filter, ...ends)
  }),
}

const trace: Command = {
  id: 'neighbours.trace',
  contexts: ['neighbours'],
  keys: ['t'],
  help: 'trace: of the flows between them the one that is denied, or the most frequent',
  group: 'Trace',
  hint: 15,
  run: inNeighbours((state, view) => {
    const ends = edgeEnds(state, view)
    return ends === null ? nobody : traceFlow(state, flowBetween(state, view.filter, ...ends))
  }),
}

function side(id: string, keys: readonly string[], help: string, to: NeighboursView['side'] | null): Command {
  return {
    id: `neighbours.${id}`,
    contexts: ['neighbours'],
    keys,
    help,
    group: 'Move',
    hint: to === null ? 25 : null,
    run: inNeighbours((state, view) =>
      withView(state, toSide(view, to ?? (view.side === 'callers' ? 'callees' : 'callers'))),
    ),
  }
}

export const neighbourCommands: readonly Command[] = [
  around,
  ofObject,
  walk,
  flows,
  trace,
  side('callers', ['h', 'left'], 'to the callers', 'callers'),
  side('callees', ['l', 'right'], 'to what it calls', 'callees'),
  side('other', ['tab'], 'other side', null),
]

import { policyKey } from '../../model/policy.ts'
import { printSelector } from '../../model/selector-print.ts'
import { boardOf, focusedTier } from '../board.ts'
import type { Command, Outcome } from '../command.ts'
import { firstRow } from '../cursor.ts'
import { manifestOf } from '../details/items-of.ts'
import { focusedColumn } from '../drill.ts'
import { openObject, targetHere, withColumn } from '../drill-moves.ts'
import { traceFlow } from '../flow-between.ts'
import { focusedObject } from '../focus.ts'
import { initialBoard } from '../initial.ts'
import { tabKinds } from '../list-kinds.ts'
import type { ObjectRef } from '../object.ts'
import { noFilter, openView, pushView, type State, topView, withView } from '../state.ts'
import { boardFold } from './board.ts'

const nothing = { disabled: 'nothing is under the cursor' } as const

const enter: Command = {
  id: 'open.enter',
  contexts: ['board', 'list', 'problems', 'drill'],
  keys: ['enter', 'd'],
  help: 'open',
  group: 'Open',
  hint: 10,
  run(state, call) {
    const view = topView(state)
    if (view.type === 'drill') {
      const target = targetHere(state, view)
      if (target?.type === 'flow') return traceFlow(state, target.flow)
      return target === null ? { disabled: 'nothing opens from here' } : openObject(state, target)
    }
    if (view.type === 'board') {
      const board = boardOf(state, view)
      if (board?.tiers[focusedTier(board, view)]?.folded === true) return boardFold.run(state, call)
    }
    if (view.type === 'problems' && focusedObject(state) === null) return { disabled: 'its object could not be read' }
    return opened(state)
  },
}

const into: Command = { ...enter, id: 'open.into', contexts: ['drill'], keys: ['l', 'right'], help: 'open', hint: null }

const enterTyped: Command = { ...enter, id: 'open.typed', contexts: ['list-typing'], keys: ['enter'] }

function opened(state: State): Outcome {
  const object = focusedObject(state)
  return object === null ? nothing : openObject(state, object)
}

const yaml: Command = {
  id: 'open.yaml',
  contexts: ['board', 'drill', 'list', 'problems'],
  keys: ['y'],
  help: 'YAML: the object as it was read',
  group: 'Open',
  hint: 40,
  run(state) {
    const view = topView(state)
    if (view.type === 'drill') {
      const column = focusedColumn(view)
      if (column.yaml) return withView(state, withColumn(view, { ...column, yaml: false, cursor: firstRow }))
      const own = state.index === null ? null : manifestOf(state.index, column.object)
      if (own !== null) return withView(state, withColumn(view, { ...column, yaml: true, cursor: firstRow }))
    }
    const object = focusedObject(state)
    if (object === null || state.index === null) return nothing
    if (manifestOf(state.index, object) === null) return { disabled: 'only policies keep their YAML' }
    return openObject(state, object, true)
  },
}

const zoom: Command = {
  id: 'open.zoom',
  contexts: ['drill'],
  keys: ['z', '+'],
  help: 'this pane alone, and back',
  group: 'Look',
  hint: null,
  run(state) {
    const view = topView(state)
    return view.type === 'drill'
      ? withView(state, { ...view, zoomed: !view.zoomed })
      : { disabled: 'open something first' }
  },
}

const related: Command = {
  id: 'open.related',
  contexts: ['board', 'drill', 'list'],
  keys: ['o'],
  help: 'endpoints it selects',
  group: 'Open',
  hint: null,
  run(state) {
    const object = focusedObject(state)
    const policy = object?.type === 'policy' ? state.index?.cluster.policies.get(object.key) : undefined
    if (policy === undefined) return { disabled: 'put the cursor on a policy' }
    return openObject(state, { type: 'selector', text: printSelector(policy.appliesTo) })
  },
}

const governing: Command = {
  id: 'open.governing',
  contexts: ['drill', 'list'],
  keys: ['b'],
  help: 'board: show it there, with what governs it',
  group: 'Open',
  hint: 60,
  run(state) {
    const view = topView(state)
    const here = view.type === 'drill' ? onBoard(state, focusedColumn(view).object) : null
    const object = focusedObject(state)
    const next = here ?? (object === null ? null : onBoard(state, object))
    return next ?? { disabled: 'put the cursor on a policy, a pod, a namespace or a tier' }
  },
}

/** The board with what governs an object, or with the cursor on it; null for what has no place there. */
function onBoard(state: State, object: ObjectRef): State | null {
  if (object.type === 'endpoint') return boardWith(state, `pod:${object.key}`, null)
  if (object.type === 'namespace') return boardWith(state, `ns:${object.name}`, null)
  if (object.type === 'tier') return boardWith(state, '', object.name)
  const key = object.type === 'policy' ? object.key : object.type === 'rule' ? object.policy : null
  const policy = key === null ? undefined : state.index?.cluster.policies.get(key)
  if (policy === undefined) return null
  const cursors = new Map([[policy.ref.tier, { ...firstRow, key: policyKey(policy.ref) }]])
  return pushView(state, { ...initialBoard, tier: policy.ref.tier, cursors })
}

function boardWith(state: State, filter: string, tier: string | null): State {
  const entry = { text: filter, at: filter.length }
  return pushView(state, { ...initialBoard, tier, filter: { entry, typing: false } })
}

const all: Command = {
  id: 'open.everything',
  contexts: ['always'],
  keys: ['ctrl-o'],
  help: 'find: anything by its name',
  group: 'Open',
  hint: 45,
  run: (state) =>
    openView(state, { type: 'list', kind: null, filter: { ...noFilter, typing: true }, cursor: firstRow }),
}

const kinds = [null, ...tabKinds]

function otherKind(id: string, keys: readonly string[], step: 1 | -1): Command {
  return {
    id,
    contexts: ['list', 'list-typing'],
    keys,
    help: step === 1 ? 'next kind of object' : 'previous kind of object',
    group: 'Look',
    hint: step === 1 ? 20 : null,
    run(state) {
      const view = topView(state)
      if (view.type !== 'list') return { disabled: 'this is for the list' }
      const at = kinds.indexOf(view.kind)
      const kind = kinds[(at + step + kinds.length) % kinds.length] ?? null
      return withView(state, { ...view, kind, cursor: firstRow })
    },
  }
}

const problems: Command = {
  id: 'open.problems',
  contexts: ['view'],
  keys: ['P'],
  help: 'problems of the snapshot',
  group: 'Open',
  hint: null,
  run: (state) =>
    state.index === null
      ? { disabled: 'nothing is read yet' }
      : openView(state, { type: 'problems', filter: noFilter, cursor: firstRow }),
}

const messages: Command = {
  id: 'open.messages',
  contexts: ['view'],
  keys: ['!'],
  help: 'earlier messages',
  group: 'Open',
  hint: null,
  run: (state) =>
    state.toasts.length === 0
      ? { disabled: 'nothing was said yet' }
      : openView(state, { type: 'history', cursor: { at: state.toasts.length - 1, top: 0 } }),
}

const snapshots: Command = {
  id: 'open.snapshots',
  contexts: ['view'],
  keys: ['ctrl-s'],
  help: 'other snapshots',
  group: 'Open',
  hint: null,
  run: (state) => openView(state, { type: 'snapshots', cursor: firstRow }),
}

const choose: Command = {
  id: 'open.snapshot',
  contexts: ['snapshots'],
  keys: ['enter', 'l', 'right'],
  help: 'open this snapshot',
  group: 'Open',
  hint: 10,
  run(state) {
    const view = topView(state)
    const chosen = view.type === 'snapshots' ? state.snapshots[view.cursor.at] : undefined
    if (chosen === undefined) return { disabled: 'there is no snapshot here' }
    const next = {
      ...state,
      views: [{ type: 'snapshots', cursor: view.type === 'snapshots' ? view.cursor : firstRow }, initialBoard],
    } as const
    return [next, [{ type: 'open', paths: [chosen.path] }]]
  },
}

export const openCommands: readonly Command[] = [
  enter,
  enterTyped,
  into,
  yaml,
  zoom,
  related,
  governing,
  all,
  otherKind('list.next-kind', ['tab'], 1),
  otherKind('list.previous-kind', ['shift-tab'], -1),
  problems,
  messages,
  snapshots,
  choose,
]

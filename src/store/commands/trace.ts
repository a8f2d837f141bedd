import type { Command } from '../command.ts'
import { entryOf } from '../entry.ts'
import { openPicker } from '../picker.ts'
import { topView, withView } from '../state.ts'
import { sameStep, stride, toStep } from '../trace-moves.ts'
import { isScene, sceneOf } from '../trace-scene.ts'
import type { TraceView } from '../trace-state.ts'
import type { Stride, Told } from '../trace-told.ts'
import { traceCopyCommands } from './trace-copy.ts'
import { inTrace } from './trace-in.ts'
import { traceObjectCommands } from './trace-object.ts'

interface StrideKeys {
  readonly id: string
  readonly stride: Stride
  readonly times: 1 | -1
  readonly keys: readonly string[]
  readonly help: string
  readonly hint: number | null
}

const strides: readonly StrideKeys[] = [
  { id: 'next', stride: 'rule', times: 1, keys: ['n', 'right', 'l'], help: 'next step', hint: 10 },
  { id: 'back', stride: 'rule', times: -1, keys: ['p', 'left', 'h'], help: 'step back', hint: 11 },
  { id: 'next-tier', stride: 'tier', times: 1, keys: ['N'], help: 'next tier', hint: 20 },
  { id: 'back-tier', stride: 'tier', times: -1, keys: ['P'], help: 'tier before', hint: null },
  { id: 'next-direction', stride: 'direction', times: 1, keys: [']'], help: 'next direction', hint: 21 },
  { id: 'back-direction', stride: 'direction', times: -1, keys: ['['], help: 'direction before', hint: null },
]

const strideCommands: readonly Command[] = strides.map((each) => ({
  id: `trace.${each.id}`,
  contexts: ['trace'],
  keys: each.keys,
  help: each.help,
  group: 'Trace',
  hint: each.hint,
  run: inTrace(({ state, view, call }) => {
    const moved = stride(state, view, each.stride, each.times * (call.count ?? 1))
    return (
      moved ?? {
        disabled: each.times > 0 ? 'this is the verdict, the last step' : 'this is the answer, where the walk starts',
      }
    )
  }),
}))

const verdict: Command = {
  id: 'trace.verdict',
  contexts: ['trace'],
  keys: ['c', 'v'],
  help: 'run to the verdict',
  group: 'Trace',
  hint: 22,
  run: inTrace(({ state, view, scene }) => toStep(state, view, scene.told.length - 1)),
}

const deciding: Command = {
  id: 'trace.deciding',
  contexts: ['trace'],
  keys: ['D'],
  help: 'to the step that decided',
  group: 'Trace',
  hint: null,
  run: inTrace(({ state, view, scene }) => toStep(state, view, decidingStep(scene.told))),
}

/** The step that gives the last leg its verdict. */
function decidingStep(told: readonly Told[]): number {
  return Math.max(0, told.length - 2)
}

const scope: Command = {
  id: 'trace.scope',
  contexts: ['trace'],
  keys: ['~'],
  help: 'enforced or pending',
  group: 'Trace',
  hint: 30,
  run: inTrace(({ state, view, scene }) => {
    const next: TraceView = { ...view, scope: view.scope === 'enforced' ? 'pending' : 'enforced', top: 0 }
    const there = sceneOf(state, next)
    return withView(state, { ...next, at: isScene(there) ? sameStep(scene, there) : 0 })
  }),
}

const compare: Command = {
  id: 'trace.compare',
  contexts: ['trace'],
  keys: ['='],
  help: 'enforced and pending side by side, and back',
  group: 'Trace',
  hint: null,
  run: inTrace(({ state, view }) => withView(state, { ...view, isComparing: !view.isComparing, top: 0 })),
}

const swap: Command = {
  id: 'trace.swap',
  contexts: ['trace'],
  keys: ['x'],
  help: 'swap source and destination',
  group: 'Trace',
  hint: 31,
  run: inTrace(({ state, view, scene }) => {
    const { question } = view
    // A service or a domain is never a source: the backend on screen takes its place.
    const from = /^svc:/.test(question.to) ? scene.route.name : question.to
    const swapped: TraceView = {
      ...view,
      question: { ...question, from, to: question.from },
      recorded: null,
      backend: 0,
      at: 0,
      top: 0,
    }
    const there = sceneOf(state, swapped)
    return isScene(there)
      ? withView(state, swapped)
      : { disabled: there === null ? 'the cluster is not read yet' : there.message }
  }),
}

const port: Command = {
  id: 'trace.port',
  contexts: ['trace'],
  keys: ['i'],
  help: 'another port',
  group: 'Trace',
  hint: 32,
  run: inTrace(({ state, view }) => withView(state, { ...view, port: entryOf('') })),
}

const portTaken: Command = {
  id: 'trace.port-taken',
  contexts: ['trace-typing'],
  keys: ['enter'],
  help: 'trace with this port',
  group: 'Trace',
  hint: 1,
  run: (state) => {
    const view = topView(state)
    if (view.type !== 'trace' || view.port === null) return state
    const text = view.port.text.trim()
    if (text === '') return withView(state, { ...view, port: null })
    const [, protocol, number] = /^(?:([a-z0-9]+)[ /:])?(.*)$/i.exec(text) ?? []
    const question = { ...view.question, port: number ?? text, protocol: protocol ?? view.question.protocol }
    const next: TraceView = { ...view, question, recorded: null, port: null, at: 0, backend: 0, top: 0 }
    const scene = sceneOf(state, next)
    return isScene(scene)
      ? withView(state, next)
      : { disabled: scene === null ? 'the cluster is not read yet' : scene.message }
  },
}

const portLeft: Command = {
  id: 'trace.port-left',
  contexts: ['trace-typing'],
  keys: ['esc'],
  help: 'leave the port as it is',
  group: 'Trace',
  hint: 2,
  run: (state) => {
    const view = topView(state)
    return view.type === 'trace' ? withView(state, { ...view, port: null }) : state
  },
}

const edit: Command = {
  id: 'trace.edit',
  contexts: ['trace'],
  keys: ['e'],
  help: 'another connection',
  group: 'Trace',
  hint: 33,
  run: (state) => {
    const view = topView(state)
    return view.type === 'trace' ? openPicker({ ...state, views: state.views.slice(0, -1) }, view.question) : state
  },
}

const backend: Command = {
  id: 'trace.backend',
  contexts: ['trace'],
  keys: ['b'],
  help: 'next backend of the service',
  group: 'Trace',
  hint: null,
  run: inTrace(({ state, view, scene }) => {
    if (scene.routes.length < 2)
      return { disabled: 'there is one way only: the destination is no service with several backends' }
    return withView(state, { ...view, backend: (view.backend + 1) % scene.routes.length, at: 0, top: 0 })
  }),
}

const list: Command = {
  id: 'trace.list',
  contexts: ['trace'],
  keys: ['tab', 'shift-tab'],
  help: 'the list of steps on a small screen, and back',
  group: 'Look',
  hint: null,
  run: inTrace(({ state, view }) => {
    if (state.size.columns >= 100) return { disabled: 'the steps are on screen already' }
    return withView(state, { ...view, isListing: !view.isListing })
  }),
}

export const traceCommands: readonly Command[] = [
  ...strideCommands,
  verdict,
  deciding,
  scope,
  compare,
  swap,
  port,
  portTaken,
  portLeft,
  edit,
  backend,
  list,
  ...traceObjectCommands,
  ...traceCopyCommands,
]

import type { Call, Command, Outcome } from '../command.ts'
import { type State, topView } from '../state.ts'
import { isScene, type Scene, sceneOf } from '../trace-scene.ts'
import type { TraceView } from '../trace-state.ts'

/** Where a command of the tracer runs. */
export interface InTrace {
  readonly state: State
  readonly view: TraceView
  readonly scene: Scene
  readonly call: Call
}

/** What a command does when a connection could be traced; else the reason why it cannot run. */
export function inTrace(run: (where: InTrace) => Outcome): Command['run'] {
  return (state, call) => {
    const view = topView(state)
    if (view.type !== 'trace') return { disabled: 'trace a connection first (t)' }
    const scene = sceneOf(state, view)
    if (!isScene(scene)) return { disabled: scene === null ? 'the cluster is not read yet' : scene.message }
    return run({ state, view, scene, call })
  }
}

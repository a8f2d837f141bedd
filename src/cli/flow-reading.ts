import { FlowGatherer } from '../engine/flow-gatherer.ts'
import { openFlows } from '../sources/flow-files.ts'
import type { State } from '../store/state.ts'
import type { Store } from '../store/store.ts'

/** Reads recorded flows beside a live cluster. They are told once something of the cluster is known, since they name its policies. */
export async function readFlowsBeside(store: Store, paths: readonly string[], bundled: string): Promise<void> {
  const gatherer = new FlowGatherer()
  try {
    for await (const event of openFlows(paths, { signal: null, bundled })) {
      if (event.type !== 'flows') continue
      for (const flow of event.flows) gatherer.add(flow)
      gatherer.addBad(event.bad.length)
    }
  } catch (error) {
    store.send({ type: 'toast', severity: 'error', text: error instanceof Error ? error.message : String(error) })
    return
  }
  const { index } = await known(store)
  if (index !== null) store.send({ type: 'flows', flows: gatherer.table() })
}

/** The state once it has a cluster. */
function known(store: Store): Promise<State> {
  return new Promise((resolve) => {
    const check = () => {
      const state = store.getState()
      if (state.index === null) return
      stop()
      resolve(state)
    }
    const stop = store.subscribe(check)
    check()
  })
}

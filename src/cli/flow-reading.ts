import { openFlows } from '../sources/flow-files.ts'
import type { Store } from '../store/store.ts'
import type { FlowInbox } from './flow-inbox.ts'
import { snapshotsFolder } from './root.ts'

/** Reads recorded flows beside a live cluster into its inbox. */
export async function readFlowsBeside(
  store: Store,
  inbox: FlowInbox,
  { paths, signal }: { readonly paths: readonly string[]; readonly signal: AbortSignal },
): Promise<void> {
  try {
    for await (const event of openFlows(paths, { signal, bundled: snapshotsFolder() })) {
      if (event.type === 'flows') inbox.take(event.flows, event.bad.length)
    }
  } catch (error) {
    if (signal.aborted) return
    store.send({ type: 'toast', severity: 'error', text: error instanceof Error ? error.message : String(error) })
  }
}

import type { Flow } from '../model/flow.ts'
import { openFlows } from '../sources/flow-files.ts'
import type { State } from '../store/state.ts'
import { grouped } from '../text/list.ts'
import { snapshotsFolder } from './root.ts'

/** Writes the cluster on screen as a snapshot of the working directory, named after it and the time; gives a sentence about it. */
export async function saveSnapshot(
  state: Pick<State, 'index' | 'source'>,
  redact: boolean,
  time: Date,
): Promise<string> {
  const { index, source } = state
  if (index === null) throw new Error('there is no cluster to save yet')
  // Loaded only here: few runs save a snapshot.
  const [{ saveJsonLines }, { snapshotValues }, { gapsOf }] = await Promise.all([
    import('../sources/save-file.ts'),
    import('./saved-snapshot.ts'),
    import('./gaps.ts'),
  ])
  const missing = source.live === null ? [] : gapsOf(source.live.kinds, source.live.access)
  const stamp = time.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  const title = redact ? 'redacted' : (source.title ?? 'cluster').replace(/[^\w.-]+/g, '-').slice(0, 80)
  const file = `calico-tui-${title}-${stamp}.ctui.jsonl.gz`
  const saved = { objects: 0, flows: 0 }
  const what = { cluster: index.cluster, name: source.title, missing, flows: flowsOf(source.paths), redact, time }
  await saveJsonLines(file, snapshotValues(what, saved), { force: false, signal: null })
  const flows = saved.flows === 0 ? '' : ` and ${grouped(saved.flows)} flows`
  return `${grouped(saved.objects)} objects${flows} saved as ${file}`
}

/** The recorded flows of what is open, read once more: the screen keeps only the distinct ones. */
async function* flowsOf(paths: readonly string[]): AsyncGenerator<readonly Flow[]> {
  const files = paths.filter((path) => path !== '-')
  if (files.length === 0) return
  for await (const event of openFlows(files, { signal: null, bundled: snapshotsFolder() })) {
    if (event.type === 'flows') yield event.flows
  }
}

import { basename } from 'node:path'
import { type ClusterIndex, indexCluster } from '../../engine/cluster-index.ts'
import { FlowGatherer } from '../../engine/flow-gatherer.ts'
import type { FlowRow } from '../../engine/flow-table.ts'
import { type PreviewMode, preview as previewOf } from '../../engine/preview.ts'
import { silentWorkloads } from '../../engine/preview-groups.ts'
import { enforceStaged, stagedPolicies } from '../../engine/staged.ts'
import { previewLines, type Rehearsal, seriesLines } from '../../text/preview.ts'
import { previewJson, seriesJson } from '../../text/preview-json.ts'
import { exitCode, Failed, usage } from '../failed.ts'
import { loadIndex } from '../load.ts'
import type { CommandRun } from '../options.ts'
import { readFlows } from '../read-flows.ts'
import { printResult, resultForm } from '../result.ts'

/** `calico-tui preview --staged`: what enforcing the staged policies would turn, judged on recorded flows; with `--then` at several
 * times of one cluster, on the same flows. */
export const preview: CommandRun = async ({ own, global }, world) => {
  if (own.staged !== true) throw usage('say what to preview: --staged')
  const later = Array.isArray(own.then) ? own.then.map(String) : []
  if (later.length > 0 && global.snapshots.length === 0) throw usage('--then compares snapshots: --snapshot is missing')
  resultForm(global)
  const mode: PreviewMode = own.asLogged === true ? 'as-logged' : 'replace'
  const before = await loadIndex({ ...global, flows: [] }, world)
  const flows = new FlowGatherer()
  await readFlows(global, world, (flow) => flows.add(flow))
  const { rows, dropped } = flows.table()
  if (dropped > 0)
    await world.stderr.write(`problem: ${dropped} older distinct flows were let go, they are not judged\n`)
  const steps = [
    { name: global.snapshots.map((path) => basename(path)).join(' + '), rehearsal: rehearsed(before, rows, mode) },
  ]
  for (const path of later) {
    const index = await loadIndex({ ...global, flows: [], snapshots: [path] }, world)
    steps.push({ name: basename(path), rehearsal: rehearsed(index, rows, mode) })
  }
  const last = steps.at(-1)?.rehearsal ?? rehearsed(before, rows, mode)
  if (last.staged.length > 0 && last.found.distinct === 0)
    throw new Failed(
      'no flow was recorded, so nothing can be said of what enforcing would turn: give flow logs with --flows PATH',
    )
  const isSeries = steps.length > 1
  await printResult(
    {
      lines: () => (isSeries ? seriesLines(steps) : previewLines(last)),
      json: () => (isSeries ? seriesJson(steps, mode) : previewJson(last)),
    },
    global,
    world,
  )
  return last.found.denied.length > 0 ? exitCode.denied : exitCode.done
}

function rehearsed(now: ClusterIndex, rows: readonly FlowRow[], mode: PreviewMode): Rehearsal {
  const staged = stagedPolicies(now.cluster)
  const enforced = indexCluster(enforceStaged(now.cluster, staged))
  const found = previewOf(now, enforced, rows, mode)
  return { found, staged, mode, clusters: { now, enforced, mode }, silent: silentWorkloads(now, staged, rows) }
}

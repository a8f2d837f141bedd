import { indexCluster } from '../../engine/cluster-index.ts'
import { FlowGatherer } from '../../engine/flow-gatherer.ts'
import { type PreviewMode, preview as previewOf } from '../../engine/preview.ts'
import { enforceStaged, stagedPolicies } from '../../engine/staged.ts'
import { previewLines } from '../../text/preview.ts'
import { previewJson } from '../../text/preview-json.ts'
import { exitCode, usage } from '../failed.ts'
import { loadIndex } from '../load.ts'
import type { CommandRun } from '../options.ts'
import { readFlows } from '../read-flows.ts'
import { printResult, resultForm } from '../result.ts'

/** `calico-tui preview --staged`: what enforcing the staged policies would turn, judged on recorded flows. */
export const preview: CommandRun = async ({ own, global }, world) => {
  if (own.staged !== true) throw usage('say what to preview: --staged')
  resultForm(global)
  const before = await loadIndex({ ...global, flows: [] }, world)
  const staged = stagedPolicies(before.cluster)
  const flows = new FlowGatherer()
  await readFlows(global, world, (flow) => flows.add(flow))
  const mode: PreviewMode = own.asLogged === true ? 'as-logged' : 'replace'
  const after = indexCluster(enforceStaged(before.cluster, staged))
  const { rows, dropped } = flows.table()
  if (dropped > 0)
    await world.stderr.write(`problem: ${dropped} older distinct flows were let go, they are not judged\n`)
  const found = previewOf(before, after, rows, mode)
  await printResult(
    { lines: () => previewLines(found, staged, mode), json: () => previewJson(found, staged, mode) },
    global,
    world,
  )
  return found.denied.length > 0 ? exitCode.denied : exitCode.done
}

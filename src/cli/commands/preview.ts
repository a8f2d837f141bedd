import { indexCluster } from '../../engine/cluster-index.ts'
import { preview as previewOf } from '../../engine/preview.ts'
import { enforceStaged, stagedPolicies } from '../../engine/staged.ts'
import type { Flow } from '../../model/flow.ts'
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
  const flows: Flow[] = []
  await readFlows(global, world, (flow) => flows.push(flow))
  const found = previewOf(before, indexCluster(enforceStaged(before.cluster, staged)), flows)
  await printResult({ lines: () => previewLines(found, staged), json: () => previewJson(found, staged) }, global, world)
  return found.denied.length > 0 ? exitCode.denied : exitCode.done
}

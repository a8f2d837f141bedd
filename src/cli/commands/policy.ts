import { policyLines } from '../../text/policy.ts'
import { policyReportJson } from '../../text/policy-json.ts'
import { exitCode } from '../failed.ts'
import { findPolicy } from '../find-policy.ts'
import { loadIndex } from '../load.ts'
import type { CommandRun } from '../options.ts'
import { printResult, resultForm } from '../result.ts'

/** `calico-tui policy [NAMESPACE/]NAME`. */
export const policy: CommandRun = async ({ arguments: [name = ''], global }, world) => {
  resultForm(global)
  const index = await loadIndex(global, world)
  const found = findPolicy(index, name, global.namespace)
  const lines = (width: number | null) => policyLines(index, found, { width })
  await printResult({ lines, json: () => policyReportJson(index, found) }, global, world)
  return exitCode.done
}

import type { ClusterIndex } from '../../engine/cluster-index.ts'
import { resolveSource } from '../../engine/references.ts'
import type { Endpoint } from '../../model/endpoint.ts'
import { endpointLines } from '../../text/endpoint.ts'
import { endpointReportJson } from '../../text/endpoint-json.ts'
import { exitCode, Failed } from '../failed.ts'
import { loadIndex } from '../load.ts'
import type { CommandRun } from '../options.ts'
import { printResult, resultForm } from '../result.ts'

/** `calico-tui endpoint REF`. */
export const endpoint: CommandRun = async ({ arguments: [reference = ''], global }, world) => {
  resultForm(global)
  const index = await loadIndex(global, world)
  const found = findEndpoint(index, reference, global.namespace)
  const lines = (width: number | null) => endpointLines(index, found, { width })
  await printResult({ lines, json: () => endpointReportJson(index, found) }, global, world)
  return exitCode.done
}

function findEndpoint(index: ClusterIndex, reference: string, namespace: string | null): Endpoint {
  const resolved = resolveSource(index, reference, { namespace })
  if (resolved.type === 'unresolved') {
    throw new Failed(resolved.message + resolved.candidates.map((candidate) => `\n  ${candidate}`).join(''))
  }
  const peer = resolved.peers[0]?.peer
  const found = peer?.type === 'endpoint' ? index.endpoint(peer.key) : null
  if (found === null)
    throw new Failed(`\`${reference}\` is no endpoint under policy: it stands for ${peer?.ip ?? 'an outside name'}`)
  return found
}

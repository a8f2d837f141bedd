import type { ClusterIndex } from '../../engine/cluster-index.ts'
import { resolveDestination, resolveSource } from '../../engine/references.ts'
import type { Endpoint } from '../../model/endpoint.ts'
import type { ServicePort } from '../../model/service.ts'
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
  const isService = reference.startsWith('svc:')
  const resolved = isService
    ? resolveDestination(index, reference, { namespace, ...portOf(index, reference, namespace) })
    : resolveSource(index, reference, { namespace })
  if (resolved.type === 'unresolved') {
    throw new Failed(resolved.message + resolved.candidates.map((candidate) => `\n  ${candidate}`).join(''))
  }
  if (isService) {
    const behind = resolved.peers.flatMap(({ peer }) => (peer.type === 'endpoint' ? [`\n  ${peer.key}`] : []))
    throw new Failed(`\`${reference}\` is a service, and policy is at the pods behind it:${behind.join('')}`)
  }
  const peer = resolved.peers[0]?.peer
  const found = peer?.type === 'endpoint' ? index.endpoint(peer.key) : null
  if (found === null)
    throw new Failed(`\`${reference}\` is no endpoint under policy: it stands for ${peer?.ip ?? 'an outside name'}`)
  return found
}

/** A port of a service, so that what stands behind it can be told; none where there is no such service. */
function portOf(
  index: ClusterIndex,
  reference: string,
  namespace: string | null,
): Pick<ServicePort, 'protocol' | 'port'> {
  const [name = ''] = reference.slice('svc:'.length).split(':')
  const service = index.cluster.services.get(name.includes('/') ? name : `${namespace ?? ''}/${name}`)
  return { protocol: service?.ports[0]?.protocol ?? 'TCP', port: service?.ports[0]?.port ?? 1 }
}

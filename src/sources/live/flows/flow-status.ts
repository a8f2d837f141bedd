import type { LiveFlowsSource, LiveFlowsStatus } from '../../../model/live-flows.ts'
import type { ApiError } from '../api-error.ts'
import { namespace } from './authority.ts'

/** Why flows cannot be read, where waiting alone will not change it; null for what passes. */
export function lastingTrouble(error: ApiError, source: LiveFlowsSource): LiveFlowsStatus | null {
  if (error.kind === 'not-found') return { state: 'absent', reason: absence[source], hint: absenceHint }
  if (error.kind === 'forbidden') return { state: 'forbidden', reason: error.message, hint: rightHint(error, source) }
  return null
}

const absence: Readonly<Record<LiveFlowsSource, string>> = {
  whisker: `this cluster has no Whisker in ${namespace}`,
  goldmane: `this cluster has no Goldmane in ${namespace}`,
}

const absenceHint =
  'both come with Calico 3.30 and later where its operator installs it; they are switched on by the objects Goldmane and Whisker of ' +
  'operator.tigera.io/v1, each named `default`, which upgraded clusters and installs from manifests lack'

function rightHint(error: ApiError, source: LiveFlowsSource): string {
  const missing = missingRight(error.message)
  const lack = missing === null ? '' : `you lack \`${missing.verb}\` on \`${missing.resource}\` in ${namespace}; `
  if (source === 'whisker') return `${lack}\`calico-tui access --role\` prints the role that it takes`
  return (
    `${lack}what it takes in ${namespace}: \`get\` on \`services\`, on the ConfigMap \`goldmane-ca-bundle\` and on the Secret ` +
    '`goldmane-key-pair`, `list` on `pods`, `get` and `create` on `pods/portforward`'
  )
}

function missingRight(message: string): { readonly verb: string; readonly resource: string } | null {
  const [, verb, resource] = /cannot (\w+) resource "([\w./-]+)"/.exec(message) ?? []
  if (verb !== undefined && resource !== undefined) return { verb, resource }
  // Since Kubernetes 1.35 a WebSocket to a pod needs `create` beside the `get` of its request, and the refusal gives no reason.
  return /^pods "[^"]*" is forbidden:?$/.test(message) ? { verb: 'create', resource: 'pods/portforward' } : null
}

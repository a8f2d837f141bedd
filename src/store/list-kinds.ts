import type { Named } from './everything.ts'
import type { ObjectRef } from './object.ts'

/** A kind of object that has a list of its own. */
export interface ListKind {
  /** The heading of its list, in the plural. */
  readonly title: string
  /** What else it is called in the palette: in the singular, and by kubectl and calicoctl. */
  readonly aliases: readonly string[]
  holds(one: Named): boolean
}

/** Those that tab goes through, in its order. */
export const tabKinds: readonly ListKind[] = [
  listKind('policies', 'policy pol', ofType('policy')),
  listKind('endpoints', 'endpoint ep', ofType('endpoint')),
  listKind(
    'network sets',
    'set sets netset netsets networkset networksets globalnetworkset globalnetworksets gns',
    ofType('network-set'),
  ),
  listKind('namespaces', 'namespace ns', ofType('namespace')),
  listKind('services', 'service svc', ofType('service')),
  listKind('service accounts', 'serviceaccount serviceaccounts sa', ofType('service-account')),
  listKind('tiers', 'tier', ofType('tier')),
]

/** All there are; those behind the ones of tab are a part of one of these, or seldom asked for. */
export const listKinds: readonly ListKind[] = [
  ...tabKinds,
  listKind('pods', 'pod po workload workloads workloadendpoints wep', (one) => isEndpoint(one) && !isHost(one)),
  listKind(
    'host endpoints',
    'hostendpoint hostendpoints hep heps node nodes no',
    (one) => isEndpoint(one) && isHost(one),
  ),
  listKind('profiles', 'profile', ofType('profile')),
  listKind('network policies', 'networkpolicy networkpolicies netpol np', ofPolicy(/^[^/]+\/[^/]+\/[^/]/)),
  listKind(
    'global network policies',
    'globalnetworkpolicy globalnetworkpolicies gnp cgnp',
    ofPolicy(/GlobalNetworkPolicy\//),
  ),
  listKind(
    'Calico network policies',
    'caliconetworkpolicy caliconetworkpolicies cnp',
    ofPolicy(/^projectcalico[^/]+\/(Staged)?NetworkPolicy\//),
  ),
  listKind('Kubernetes network policies', 'kubernetesnetworkpolicies knp', ofPolicy(/^networking|StagedKubernetes/)),
  listKind('admin network policies', 'adminnetworkpolicies clusternetworkpolicies anp banp', ofPolicy(/^policy/)),
  listKind('staged policies', 'stagednetworkpolicies stagedglobalnetworkpolicies snp sgnp', ofPolicy(/^[^/]+\/Staged/)),
]

/** The kinds that a word of the palette names: those called so first, then those whose name begins with it. */
export function kindsCalled(word: string): {
  readonly exactly: readonly ListKind[]
  readonly nearly: readonly ListKind[]
} {
  const wanted = word.trim().toLowerCase()
  if (wanted === '') return { exactly: [], nearly: [] }
  const exactly = listKinds.filter(({ title, aliases }) => title.toLowerCase() === wanted || aliases.includes(wanted))
  const begun = ({ title, aliases }: ListKind) =>
    [title.toLowerCase(), ...aliases].some((name) => name.startsWith(wanted))
  return { exactly, nearly: listKinds.filter((one) => begun(one) && !exactly.includes(one)) }
}

function listKind(title: string, aliases: string, holds: ListKind['holds']): ListKind {
  return { title, aliases: aliases.split(' '), holds }
}

function ofType(type: ObjectRef['type']): ListKind['holds'] {
  return ({ object }) => object.type === type
}

/** Policies whose key, `group/kind/namespace/name`, is so. */
function ofPolicy(key: RegExp): ListKind['holds'] {
  return ({ object }) => object.type === 'policy' && key.test(object.key)
}

function isEndpoint({ object }: Named): boolean {
  return object.type === 'endpoint'
}

function isHost({ object }: Named): boolean {
  return object.type === 'endpoint' && object.key.startsWith('hep:')
}

import type { RoleRule } from '../../src/model/access-table.ts'
import type { KubeObject } from '../fake-apiserver/store.ts'
import type { TestServer } from './servers.ts'

const v3 = 'projectcalico.org/v3'

/** A Calico tier. */
export function tier(name: string, order = 100, apiVersion: string = v3): KubeObject {
  return { apiVersion, kind: 'Tier', metadata: { name }, spec: { order } }
}

/** A GlobalNetworkPolicy of the tier `platform` that allows everything in. */
export function policy(name: string, apiVersion: string = v3): KubeObject {
  const spec = { tier: 'platform', selector: 'all()', types: ['Ingress'], ingress: [{ action: 'Allow' }] }
  return { apiVersion, kind: 'GlobalNetworkPolicy', metadata: { name: `platform.${name}` }, spec }
}

/** Put the tier `platform` with the policy `keeps` into a server. */
export async function loadSmall(server: TestServer): Promise<void> {
  await server.put(`${v3}/tiers`, tier('platform'))
  await server.put(`${v3}/globalnetworkpolicies`, policy('keeps'))
}

const read = ['get', 'list', 'watch']

export const readsAll: readonly RoleRule[] = [{ apiGroups: ['*'], resources: ['*'], verbs: read }]
export const readsAllButPods: readonly RoleRule[] = [
  { apiGroups: ['projectcalico.org', 'networking.k8s.io'], resources: ['*'], verbs: read },
  { apiGroups: [''], resources: ['namespaces'], verbs: read },
]

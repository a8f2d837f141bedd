import type { Change } from '../model/cluster.ts'
import type { Origin } from '../model/problem.ts'
import { visible } from '../model/visible.ts'
import { decodeCalicoPolicy } from './calico-policy.ts'
import { problemChange } from './change-of.ts'
import {
  decodeAdminNetworkPolicy,
  decodeBaselineAdminNetworkPolicy,
  decodeClusterNetworkPolicy,
} from './cluster-network-policy.ts'
import { decodeEndpointSlice } from './endpoint-slice.ts'
import { decodeHostEndpoint } from './host-endpoint.ts'
import { decodeNetworkPolicy, decodeStagedKubernetesPolicy } from './kubernetes-policy.ts'
import { type Resource, readResource } from './metadata.ts'
import { misspeltKind } from './misspelt.ts'
import { decodeNamespace, decodeServiceAccount } from './namespace.ts'
import { decodeNetworkSet } from './network-set.ts'
import { decodeCalicoNode, decodeNode } from './node.ts'
import { isWorkload } from './planned-pods.ts'
import { decodePod } from './pod.ts'
import { decodeProfile } from './profile.ts'
import { type Fields, isFields, refuse, startReading, told } from './reading.ts'
import { decodeService } from './service.ts'
import { decodeClusterInformation, decodeFelixConfiguration } from './settings.ts'
import { decodeTier } from './tier.ts'

/** By API group (empty for the core one) and kind. `crd.projectcalico.org` counts as `projectcalico.org`. */
const decoders: ReadonlyMap<string, (resource: Resource) => Change> = new Map([
  ['projectcalico.org/Tier', decodeTier],
  ['projectcalico.org/NetworkPolicy', decodeCalicoPolicy],
  ['projectcalico.org/GlobalNetworkPolicy', decodeCalicoPolicy],
  ['projectcalico.org/StagedNetworkPolicy', decodeCalicoPolicy],
  ['projectcalico.org/StagedGlobalNetworkPolicy', decodeCalicoPolicy],
  ['projectcalico.org/StagedKubernetesNetworkPolicy', decodeStagedKubernetesPolicy],
  ['projectcalico.org/NetworkSet', decodeNetworkSet],
  ['projectcalico.org/GlobalNetworkSet', decodeNetworkSet],
  ['projectcalico.org/HostEndpoint', decodeHostEndpoint],
  ['projectcalico.org/Profile', decodeProfile],
  ['projectcalico.org/Node', decodeCalicoNode],
  ['projectcalico.org/FelixConfiguration', decodeFelixConfiguration],
  ['projectcalico.org/ClusterInformation', decodeClusterInformation],
  ['networking.k8s.io/NetworkPolicy', decodeNetworkPolicy],
  ['policy.networking.k8s.io/ClusterNetworkPolicy', decodeClusterNetworkPolicy],
  ['policy.networking.k8s.io/AdminNetworkPolicy', decodeAdminNetworkPolicy],
  ['policy.networking.k8s.io/BaselineAdminNetworkPolicy', decodeBaselineAdminNetworkPolicy],
  ['/Pod', decodePod],
  ['/Namespace', decodeNamespace],
  ['/ServiceAccount', decodeServiceAccount],
  ['/Node', decodeNode],
  ['/Service', decodeService],
  ['discovery.k8s.io/EndpointSlice', decodeEndpointSlice],
])

/**
 * One object, as an API server or a file gives it, as changes of a cluster: most often one. Kinds that play no part are counted
 * (`ignored`); workloads give none, their pods are planned (`planPods`). What is wrong with the object stands in the Problems of
 * its change; it never throws. Lists are unpacked by the source.
 */
export function decode(resource: unknown, origin: Origin | null): readonly Change[] {
  if (!isFields(resource) || typeof resource.kind !== 'string' || resource.kind === '') {
    const reading = startReading({ apiVersion: '', kind: '', namespace: null, name: '' }, origin)
    refuse(reading, null, `expected an object with \`apiVersion\` and \`kind\`, not ${told(resource)}`)
    return [problemChange(reading)]
  }
  if (isWorkload(resource)) return []
  const group = groupOf(resource.apiVersion)
  const decoder = decoders.get(`${group}/${resource.kind}`)
  if (decoder === undefined) return [passedOver(resource, resource.kind, group, origin)]
  const read = readResource(resource, origin)
  return [read.reading.refused === null ? decoder(read) : problemChange(read.reading)]
}

/** An object of another kind is counted; one whose kind or group is misspelt is a Problem. */
function passedOver(resource: Fields, kind: string, group: string, origin: Origin | null): Change {
  const misspelt = misspeltKind(decoders.keys(), group, kind)
  if (misspelt === null) return { type: 'ignored', key: visible(kind, 60), value: null, form: 'v3', problems: [] }
  const { reading } = readResource(resource, origin)
  refuse(reading, null, misspelt)
  return problemChange(reading)
}

function groupOf(apiVersion: unknown): string {
  if (typeof apiVersion !== 'string') return ''
  const group = apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))
  return group === 'crd.projectcalico.org' ? 'projectcalico.org' : group
}

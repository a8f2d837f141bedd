import type { Labels } from './selector.ts'

export type Endpoint = WorkloadEndpoint | HostEndpoint

/** A port an endpoint names. `protocol` is TCP, UDP or SCTP. */
export interface NamedPort {
  readonly name: string
  readonly protocol: string
  readonly port: number
}

/** A port a container declares, named or not; only suggestions and `--port NAME` use those without a name. */
export interface ContainerPort {
  readonly name: string | null
  readonly protocol: string
  readonly port: number
}

/** The controller a pod belongs to: a Deployment rather than its ReplicaSet. */
export interface Workload {
  readonly kind: string
  readonly name: string
}

/**
 * A pod with an identity in policy.
 * Source: libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go (projectcalico/calico).
 */
export interface WorkloadEndpoint {
  readonly type: 'workload'
  /** `namespace/pod`. */
  readonly key: string
  readonly namespace: string
  readonly name: string
  /** The pod's labels without those that would impersonate a profile (`pcns.`, `pcsa.`), with the ones Calico adds. */
  readonly labels: Labels
  /** Names of profiles in order; labels are inherited from the first that has them. */
  readonly profiles: readonly string[]
  readonly serviceAccount: string | null
  readonly node: string | null
  /** Canonical texts of the pod's addresses (`canonicalAddress`). */
  readonly addresses: readonly string[]
  /** Named ports as policy sees them, of containers and init containers. */
  readonly namedPorts: readonly NamedPort[]
  readonly containerPorts: readonly ContainerPort[]
  readonly workload: Workload | null
  /** `metadata.generateName`, by which flow logs aggregate; null for a bare pod. */
  readonly generateName: string | null
  /** True when no pod was observed and this one was planned from a workload's template; its address is invented. */
  readonly planned: boolean
  /** True when the pod asks for foreign source addresses: invalid unless Felix allows it, then it drops everything. */
  readonly spoofsSource: boolean
}

/** An interface of a node under policy. */
export interface HostEndpoint {
  readonly type: 'host'
  /** `hep:NAME`. */
  readonly key: string
  readonly name: string
  readonly labels: Labels
  readonly profiles: readonly string[]
  readonly node: string
  /** Null when it is found by address; `*` stands for all interfaces of the node without an endpoint of their own. */
  readonly interfaceName: string | null
  readonly addresses: readonly string[]
  readonly namedPorts: readonly NamedPort[]
}

/** A pod on its node's network: it has no identity in policy, its traffic is the node's. */
export interface HostNetworkPod {
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly node: string | null
  readonly addresses: readonly string[]
  readonly labels: Labels
  readonly workload: Workload | null
  readonly containerPorts: readonly ContainerPort[]
}

/** A pod that has no address yet: policy knows nothing of it before it has one. */
export interface PendingPod {
  readonly key: string
  readonly namespace: string
  readonly name: string
}

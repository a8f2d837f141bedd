import type { Change, Cluster } from '../model/cluster.ts'

/** True for an object from whose template pods can be planned (and which `decode` passes over without counting it). */
export function isWorkload(_resource: unknown): boolean {
  return false
}

/** Pods, and slices of the services that select them, for workloads of which the cluster holds no pod. Deterministic. */
export function planPods(_workloads: readonly unknown[], _cluster: Cluster): readonly Change[] {
  return []
}

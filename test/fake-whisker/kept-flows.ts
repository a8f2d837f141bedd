import type { KeptFlow } from './goldmane-memory.ts'

/** A flow of a number: equal numbers give equal flows. `service` is part of Goldmane's key and not of what Whisker shows. */
export function keptFlow(number: number, service = ''): KeptFlow {
  const policy = { kind: 'CalicoNetworkPolicy', name: 'platform.db', namespace: 'catfacts', tier: 'platform' }
  const hit = { ...policy, action: 'Allow', policy_index: 0, rule_index: number % 3, trigger: null }
  return {
    key: `${number} ${service}`,
    fields: {
      action: number % 7 === 0 ? 'Deny' : 'Allow',
      source_name: `worker-${number}-*`,
      source_namespace: 'catfacts',
      source_labels: 'app=worker | note=größer',
      dest_name: number % 5 === 0 ? 'PUBLIC NETWORK' : 'db-7f8c6b5d9c-*',
      dest_namespace: number % 5 === 0 ? '-' : 'catfacts',
      dest_labels: 'app=db',
      protocol: 'tcp',
      dest_port: 3306,
      reporter: number % 2 === 0 ? 'Src' : 'Dst',
      policies: { enforced: [hit], pending: [hit] },
      packets_in: number,
      packets_out: 1,
      bytes_in: 100,
      bytes_out: 200,
    },
  }
}

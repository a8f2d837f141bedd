/**
 * A tier. Tiers are met by ascending order, equal orders by name.
 * Source: felix/calc/policy_sorter.go TierLess (projectcalico/calico).
 */
export interface Tier {
  readonly name: string
  /** A missing order is filled with 1,000,000 whenever a tier is read; null only for a tier that does not exist (policies
   * point at it): those come after all others. Source: libcalico-go/lib/resources/tier.go DefaultTierFields. */
  readonly order: number | null
  /** What happens at the end of the tier when a policy of it governs the endpoint and no rule matched. */
  readonly defaultAction: 'Deny' | 'Pass'
  /** `stored`: an object of the cluster; `built-in`: assumed since every cluster has it; `missing`: only mentioned by policies. */
  readonly origin: 'stored' | 'built-in' | 'missing'
}

/** The order given to a tier without one. */
export const defaultTierOrder = 1_000_000

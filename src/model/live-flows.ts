/** Where flows of a live cluster come from. */
export type LiveFlowsSource = 'whisker' | 'goldmane'

/** How it stands with the flows of a live cluster. Times are milliseconds since 1970. */
export type LiveFlowsStatus =
  /** The way there is being opened; `detail` says what is done just now. */
  | { readonly state: 'connecting'; readonly detail: string }
  /** What was recorded before is being read; `records` so far. */
  | { readonly state: 'history'; readonly records: number }
  /** Every new flow comes as it is recorded. */
  | { readonly state: 'streaming'; readonly since: number }
  /** The connection broke; what was read stays, nothing is lost or doubled when it comes back. */
  | { readonly state: 'lost'; readonly since: number; readonly reason: string; readonly retryAt: number }
  /** The cluster records no flows, or not where they could be read; `hint` says how to switch it on. */
  | { readonly state: 'absent'; readonly reason: string; readonly hint: string }
  /** The user may not; `hint` names the right that is missing. */
  | { readonly state: 'forbidden'; readonly reason: string; readonly hint: string }

/** The flows of a live cluster, as a user sees where they come from. */
export interface LiveFlows {
  readonly source: LiveFlowsSource
  readonly status: LiveFlowsStatus
  /** False where the certificate of Whisker could not be checked, which is said as long as it is so. */
  readonly isTlsVerified: boolean
}

import type { PolicyRef } from '../model/policy.ts'
import type { Field, PolicySkipped, Stage, Step } from '../model/trace.ts'

/** The sign of a verdict or of a Pass, for readers without colour. */
export function verdictSign(verdict: 'Allow' | 'Deny' | 'Pass'): string {
  return SIGNS[verdict]
}

const SIGNS = { Allow: '✓', Deny: '✗', Pass: '»' } as const

/** The kind of a policy as people say it; Kubernetes' own NetworkPolicy apart from Calico's. */
export function kindWords(ref: PolicyRef): string {
  return ref.apiGroup === 'networking.k8s.io' ? 'Kubernetes NetworkPolicy' : ref.kind
}

/** One letter for the kind of a policy: G for GlobalNetworkPolicy, N for Calico's NetworkPolicy, K for Kubernetes', A for cluster-wide
 * policies of Kubernetes. */
export function kindLetter(ref: PolicyRef): 'G' | 'N' | 'K' | 'A' {
  if (ref.apiGroup === 'policy.networking.k8s.io') return 'A'
  if (ref.apiGroup === 'networking.k8s.io' || ref.kind === 'StagedKubernetesNetworkPolicy') return 'K'
  return ref.kind.endsWith('GlobalNetworkPolicy') ? 'G' : 'N'
}

/** Why a policy takes no part. */
export function skippedWords(because: PolicySkipped): string {
  switch (because) {
    case 'selector':
      return 'does not select it'
    case 'direction':
      return 'does not govern this direction'
    case 'staged':
      return 'staged, not enforced'
    case 'staged-delete':
      return 'staged to be deleted'
    case 'stage':
      return 'applies to hosts, at another stage'
    case 'invalid':
      return 'invalid, Calico leaves it out'
  }
}

/** Why a tier is passed over. */
export function tierSkippedWords(because: Extract<Step, { type: 'tier-skipped' }>['because']): string {
  switch (because) {
    case 'selector':
      return 'no policy of it selects this endpoint'
    case 'direction':
      return 'no policy of it governs this direction here'
    case 'staged':
      return 'only staged policies, not enforced'
    case 'empty':
      return 'no policies'
  }
}

/** At which point of a host's traffic a leg is decided; nothing for a pod. */
export function stageWords(stage: Stage): string {
  switch (stage) {
    case 'workload':
      return ''
    case 'host':
      return 'the host itself'
    case 'forward':
      return 'forwarded traffic'
    case 'pre-dnat':
      return 'before DNAT'
    case 'untracked':
      return 'untracked'
  }
}

/** What a criterion of a rule looks at. */
export function fieldWords(field: Field): string {
  switch (field) {
    case 'ip-version':
      return 'IP version'
    case 'protocol':
    case 'not-protocol':
      return 'protocol'
    case 'icmp':
    case 'not-icmp':
      return 'ICMP type'
    case 'source-nets':
    case 'source-not-nets':
      return 'source address'
    case 'source-selector':
    case 'source-not-selector':
      return 'source'
    case 'source-services':
      return 'source service'
    case 'source-ports':
    case 'source-not-ports':
      return 'source port'
    case 'destination-nets':
    case 'destination-not-nets':
      return 'destination address'
    case 'destination-selector':
    case 'destination-not-selector':
      return 'destination'
    case 'destination-services':
      return 'destination service'
    case 'destination-domains':
      return 'destination domain'
    case 'destination-ports':
    case 'destination-not-ports':
      return 'port'
    case 'http':
      return 'HTTP'
  }
}

/** What a criterion needs to know that a connection may leave open. */
export function unknownWords(field: Field): string {
  switch (field) {
    case 'source-ports':
    case 'source-not-ports':
      return 'the source port'
    case 'icmp':
    case 'not-icmp':
      return 'the ICMP type'
    case 'http':
      return 'the HTTP request'
    case 'destination-domains':
    case 'destination-selector':
    case 'destination-not-selector':
      return 'the DNS name of the destination'
    default:
      return `the ${fieldWords(field)}`
  }
}

import type { Peer, Verdict } from '../model/connection.ts'
import { isStaged, type PolicyRef } from '../model/policy.ts'
import type { Exemption, Leg, Step, Trace } from '../model/trace.ts'
import { wordList } from './list.ts'

/**
 * What becomes of the connection and why, in one sentence without a full stop: "Denied on ingress at catfacts/db: platform.db
 * selects it and none of its rules match, so the end of tier platform denies".
 */
export function verdictSentence(trace: Trace): string {
  const head = headWords(trace)
  const denied = trace.legs.find((leg) => leg.verdict === 'Deny')
  const only = denied ?? (trace.legs.length === 1 ? trace.legs[0] : undefined)
  if (only !== undefined) return `${head} on ${only.direction} at ${only.endpoint}: ${legSentence(only)}`
  if (trace.legs.length === 0) return `${head}: ${nobodyDecides(trace)}`
  const told = trace.legs.map((leg) => `on ${leg.direction} at ${leg.endpoint} ${legSentence(leg)}`)
  // The stages of a host endpoint may end for one reason, which is said once.
  return `${head}: ${[...new Set(told)].join('; ')}`
}

/** Why a leg ends as it does, without saying where: "rule 0 of platform.db in tier platform allows it". */
export function legSentence(leg: Leg): string {
  const step = deciding(leg)
  switch (step?.type) {
    case 'rule-matched':
      return `rule ${step.rule} of ${policyWords(step.policy)} in tier ${step.policy.tier} ${step.action === 'Allow' ? 'allows' : 'denies'} it`
    case 'end-of-tier':
      return `${missedWords(leg, step.tier)}, so the end of tier ${step.tier} denies`
    case 'profile':
      return `${beforeProfile(leg)}${step.action === 'Allow' ? ', so' : ', and'} profile ${step.profile} ${step.action === 'Allow' ? 'allows' : 'denies'}`
    case 'no-profile':
      return `${beforeProfile(leg)}, and no profile allows it`
    case 'exempt':
      return exemptWords(step.because, step.action)
    default:
      return undecidedWords(leg)
  }
}

/** Beside the host's own traffic a host endpoint stops only what a rule or the end of a tier denies. */
function undecidedWords({ stage }: Leg): string {
  if (stage === 'forward') return 'every tier passes it on, and no more is asked of forwarded traffic'
  return `no policy that applies ${stage === 'untracked' ? 'without connection tracking' : 'before DNAT'} stops it`
}

/** How a sentence calls a policy: by name, with a word before it for staged and Kubernetes' own ones. */
export function policyWords(ref: PolicyRef): string {
  if (isStaged(ref)) return `staged ${ref.name}`
  if (ref.apiGroup === 'networking.k8s.io') return `Kubernetes policy ${ref.name}`
  return ref.apiGroup === 'policy.networking.k8s.io' ? `cluster policy ${ref.name}` : ref.name
}

/** Why a leg's verdict is not that of its policies. */
export function exemptWords(because: Exemption, action: Verdict): string {
  switch (because) {
    case 'same-host':
      return 'a pod is always open to its own node, whatever the policies say'
    case 'host-action':
      return `what a pod sends to its own node is left to defaultEndpointToHostAction, which ${action === 'Allow' ? 'accepts' : 'drops'} it`
    case 'failsafe':
      return 'it is a failsafe port, which no policy closes on a host endpoint'
    case 'encapsulation':
      return 'pods may not send encapsulated packets (VXLAN or IP-in-IP), whatever the policies say'
    case 'spoofing':
      return 'Calico refuses the pod, which asks for source addresses not its own, and drops all it sends and gets'
    case 'loopback':
      return 'a pod that talks to itself is never policed'
  }
}

/** `namespace/pod`, `hep:NAME`, the name or the address of what is outside. */
export function peerWords(peer: Peer): string {
  if (peer.type === 'endpoint') return peer.key
  return peer.domain ?? peer.ip ?? 'somewhere outside'
}

function headWords({ verdict, scope, certain }: Trace): string {
  const past = verdict === 'Allow' ? 'allowed' : 'denied'
  if (scope === 'enforced') return `${past === 'allowed' ? 'Allowed' : 'Denied'}${certain ? '' : ' under assumptions'}`
  return `Would be ${past}${certain ? '' : ' under assumptions'} with the staged policies enforced`
}

function nobodyDecides(trace: Trace): string {
  const { source, destination } = trace.connection
  return `neither ${peerWords(source)} nor ${peerWords(destination)} is an endpoint under policy`
}

/** The step that gives the leg its verdict: an exemption goes before everything else. */
function deciding(leg: Leg): Step | undefined {
  const exempt = leg.steps.find((step) => step.type === 'exempt')
  return exempt ?? leg.steps.find(isDecisive)
}

function isDecisive(step: Step): boolean {
  if (step.type === 'rule-matched') return step.action !== 'Pass'
  if (step.type === 'end-of-tier') return step.action === 'Deny'
  return step.type === 'profile' || step.type === 'no-profile'
}

/** Who brought the leg into the tier and found nothing to say. */
function missedWords(leg: Leg, tier: string): string {
  const missed = leg.steps.filter((step) => step.type === 'policy-missed').filter((step) => step.policy.tier === tier)
  const names = wordList(missed.map((step) => policyWords(step.policy)))
  const [first] = missed
  if (first === undefined) return `a policy of tier ${tier} selects it`
  const isSilent = missed.every((step) => step.misses.length === 0 && step.logged.length === 0)
  if (missed.length > 1)
    return `${names} select it and ${isSilent ? `have no ${leg.direction} rules` : 'none of their rules match'}`
  if (isSilent) return `${names} selects it and has no ${leg.direction} rules`
  return `${names} selects it and none of its rules match`
}

/** How the leg came to the profiles. */
function beforeProfile(leg: Leg): string {
  const passes = leg.steps.filter(
    (step) => (step.type === 'rule-matched' || step.type === 'end-of-tier') && step.action === 'Pass',
  )
  if (passes.length === 0) return 'no policy governs it'
  const by = wordList(passes.map((step) => (step.type === 'rule-matched' ? policyWords(step.policy) : endWords(step))))
  return `${by} ${passes.length === 1 ? 'passes' : 'pass'} it on and no other tier decides`
}

function endWords(step: Step): string {
  return step.type === 'end-of-tier' ? `the end of tier ${step.tier}` : ''
}

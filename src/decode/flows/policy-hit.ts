import type { FlowHit } from '../../model/flow.ts'
import { isStaged, type PolicyGroup, type PolicyKind, type PolicyRef } from '../../model/policy.ts'

/** The words of Goldmane for a kind: there `NetworkPolicy` is the Kubernetes one. */
export type FlowLogKind =
  | 'CalicoNetworkPolicy'
  | 'GlobalNetworkPolicy'
  | 'StagedNetworkPolicy'
  | 'StagedGlobalNetworkPolicy'
  | 'StagedKubernetesNetworkPolicy'
  | 'NetworkPolicy'
  | 'ClusterNetworkPolicy'
  | 'AdminNetworkPolicy'
  | 'BaselineAdminNetworkPolicy'

interface KindWords {
  readonly word: FlowLogKind
  readonly prefix: string
  readonly apiGroup: PolicyGroup
  readonly kind: PolicyKind
  readonly namespaced: boolean
}

const calico: PolicyGroup = 'projectcalico.org'
/** Source: goldmane/proto/api.proto PolicyKind, felix/types/policy_id.go (projectcalico/calico). */
const kinds: readonly KindWords[] = [
  { word: 'CalicoNetworkPolicy', prefix: 'np', apiGroup: calico, kind: 'NetworkPolicy', namespaced: true },
  { word: 'GlobalNetworkPolicy', prefix: 'gnp', apiGroup: calico, kind: 'GlobalNetworkPolicy', namespaced: false },
  { word: 'StagedNetworkPolicy', prefix: 'snp', apiGroup: calico, kind: 'StagedNetworkPolicy', namespaced: true },
  {
    word: 'StagedGlobalNetworkPolicy',
    prefix: 'sgnp',
    apiGroup: calico,
    kind: 'StagedGlobalNetworkPolicy',
    namespaced: false,
  },
  {
    word: 'StagedKubernetesNetworkPolicy',
    prefix: 'sknp',
    apiGroup: calico,
    kind: 'StagedKubernetesNetworkPolicy',
    namespaced: true,
  },
  { word: 'NetworkPolicy', prefix: 'knp', apiGroup: 'networking.k8s.io', kind: 'NetworkPolicy', namespaced: true },
  {
    word: 'ClusterNetworkPolicy',
    prefix: 'kcnp',
    apiGroup: 'policy.networking.k8s.io',
    kind: 'ClusterNetworkPolicy',
    namespaced: false,
  },
  // Calico 3.30 and 3.31 have these two, later ones the kind before.
  {
    word: 'AdminNetworkPolicy',
    prefix: 'kanp',
    apiGroup: 'policy.networking.k8s.io',
    kind: 'AdminNetworkPolicy',
    namespaced: false,
  },
  {
    word: 'BaselineAdminNetworkPolicy',
    prefix: 'kbanp',
    apiGroup: 'policy.networking.k8s.io',
    kind: 'BaselineAdminNetworkPolicy',
    namespaced: false,
  },
]

const profileTier = '__PROFILE__'
const noProfileNames = ['__NO_MATCH__', '__PROFILE__']
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const actions: Readonly<Record<string, FlowHit['action']>> = { allow: 'Allow', deny: 'Deny', pass: 'Pass' }

/** Goldmane's word for the kind of a policy. */
export function flowLogKind(ref: PolicyRef): FlowLogKind | null {
  return kinds.find((words) => words.kind === ref.kind && words.apiGroup === ref.apiGroup)?.word ?? null
}

/** A policy by Goldmane's word for its kind, or null for a word that is no kind of policy. */
export function policyByWord(word: string, ref: Omit<PolicyRef, 'apiGroup' | 'kind'>): PolicyRef | null {
  const words = kinds.find((candidate) => candidate.word === word)
  return words === undefined ? null : { apiGroup: words.apiGroup, kind: words.kind, ...ref }
}

/**
 * Parse one policy-hit string, in the kind-prefixed spelling (`0|platform|np:catfacts/platform.db|allow|0`) or the older one
 * (`0|platform|catfacts/platform.db|allow|0`). Null when it is neither.
 * Source: goldmane/proto/methods.go HitFromString (projectcalico/calico).
 */
export function parsePolicyHit(text: string): FlowHit | null {
  const parts = text.split('|')
  const [indexText, tier, name, actionText, ruleText] = parts
  if (parts.length !== 5 || name === undefined || tier === undefined) return null
  const action = actions[(actionText ?? '').toLowerCase()]
  if (action === undefined || !/^\d+$/.test(indexText ?? '') || !/^(\d+|-[12])$/.test(ruleText ?? '')) return null
  const numbers = { action, index: Number(indexText), rule: Number(ruleText) }
  const prefixed = /^(gnp|np|sgnp|snp|knp|sknp|kcnp|kanp|kbanp|pro|eot):(.*)$/.exec(name)
  if (tier === profileTier) return profileHit(prefixed === null ? legacyProfile(name) : (prefixed[2] ?? ''), numbers)
  if (!dnsSubdomain.test(tier)) return null
  if (prefixed?.[1] === 'eot') return policyHit(null, tier, numbers)
  const policy =
    prefixed === null ? legacyPolicy(name, tier) : prefixedPolicy(prefixed[1] ?? '', prefixed[2] ?? '', tier)
  return policy === null ? null : policyHit(policy, tier, numbers)
}

/** The hit in the kind-prefixed spelling. `formatPolicyHit(parsePolicyHit(text)) === text` for texts in that spelling. */
export function formatPolicyHit(hit: FlowHit): string {
  const rule = hit.rule ?? (hit.type === 'unknown' ? -2 : -1)
  return `${hit.index}|${hit.tier ?? profileTier}|${hitName(hit)}|${hit.action.toLowerCase()}|${rule}`
}

function hitName(hit: FlowHit): string {
  if (hit.type === 'profile') return `pro:${hit.profile ?? (hit.rule === null ? '__PROFILE__' : '__NO_MATCH__')}`
  const ref = hit.policy
  if (ref === null) return 'eot:__NO_MATCH__'
  const prefix = kinds.find((words) => words.kind === ref.kind && words.apiGroup === ref.apiGroup)?.prefix ?? 'gnp'
  return `${prefix}:${ref.namespace === null ? '' : `${ref.namespace}/`}${ref.name}`
}

interface HitNumbers {
  readonly action: FlowHit['action']
  readonly index: number
  readonly rule: number
}

function policyHit(policy: PolicyRef | null, tier: string, numbers: HitNumbers): FlowHit {
  const type = numbers.rule === -1 ? 'end-of-tier' : numbers.rule === -2 ? 'unknown' : 'rule'
  const { action, index } = numbers
  return { type, policy, tier, profile: null, action, index, rule: type === 'rule' ? numbers.rule : null }
}

function profileHit(name: string, numbers: HitNumbers): FlowHit | null {
  const none = noProfileNames.includes(name)
  if (!none && !dnsSubdomain.test(name)) return null
  const { action, index } = numbers
  const rule = numbers.rule < 0 ? null : numbers.rule
  return { type: 'profile', policy: null, tier: null, profile: none ? null : name, action, index, rule }
}

function prefixedPolicy(prefix: string, text: string, tier: string): PolicyRef | null {
  const words = kinds.find((candidate) => candidate.prefix === prefix)
  if (words === undefined) return null
  const slash = text.indexOf('/')
  if (slash >= 0 !== words.namespaced) return null
  return named(words, slash < 0 ? null : text.slice(0, slash), text.slice(slash + 1), tier)
}

function named(words: KindWords, namespace: string | null, name: string, tier: string): PolicyRef | null {
  if (!dnsSubdomain.test(name) || (namespace !== null && !dnsSubdomain.test(namespace))) return null
  return { apiGroup: words.apiGroup, kind: words.kind, tier, namespace, name }
}

function legacyProfile(text: string): string {
  return text.startsWith(`${profileTier}.`) ? text.slice(profileTier.length + 1) : text
}

/** `[namespace/][staged:]name`, with `staged:` before the name or between tier and name: both are written. */
function legacyPolicy(text: string, tier: string): PolicyRef | null {
  const slash = text.indexOf('/')
  const namespace = slash < 0 ? null : text.slice(0, slash)
  const full = text.slice(slash + 1)
  const name = full.replace('staged:', '')
  const staged = name !== full
  const kubernetes = /^knp\.default\.(.+)$/.exec(name)?.[1]
  const cluster = /^kcnp\.(?:kube-admin|kube-baseline)\.(.+)$/.exec(name)?.[1]
  const [, admin, adminName] = /^(kanp|kbanp)\.(?:baseline)?adminnetworkpolicy\.(.+)$/.exec(name) ?? []
  if (admin !== undefined && namespace === null) return prefixedPolicy(admin, adminName ?? '', tier)
  const word = legacyKind({
    namespaced: namespace !== null,
    staged,
    kubernetes: kubernetes !== undefined,
    cluster: cluster !== undefined,
  })
  const words = kinds.find((candidate) => candidate.word === word)
  return words === undefined ? null : named(words, namespace, kubernetes ?? cluster ?? name, tier)
}

function legacyKind(is: { namespaced: boolean; staged: boolean; kubernetes: boolean; cluster: boolean }): FlowLogKind {
  if (!is.namespaced) {
    return is.cluster ? 'ClusterNetworkPolicy' : is.staged ? 'StagedGlobalNetworkPolicy' : 'GlobalNetworkPolicy'
  }
  if (is.kubernetes) return is.staged ? 'StagedKubernetesNetworkPolicy' : 'NetworkPolicy'
  return is.staged ? 'StagedNetworkPolicy' : 'CalicoNetworkPolicy'
}

/** True when the hit is of a staged policy. */
export function isStagedHit(hit: FlowHit): boolean {
  return hit.policy !== null && isStaged(hit.policy)
}

import type { ClusterIndex } from '../engine/cluster-index.ts'
import { calicoKind, type Policy, type PolicyRef, policyName } from '../model/policy.ts'
import { shortName } from '../store/kinds.ts'
import { didYouMean } from '../text/nearest.ts'
import { Failed } from './failed.ts'

/**
 * The policy that `[NAMESPACE/]NAME` or `KIND/[NAMESPACE/]NAME` names. A name without a namespace is that of a cluster-wide
 * policy or of one in the namespace of `-n`; failing these, of the only policy of that name. A name that no policy has is taken for
 * one without its tier, as the board shows names. Fails (exit code 1) with the names that are possible.
 */
export function findPolicy(index: ClusterIndex, text: string, namespace: string | null): Policy {
  const all = index.tiers.flatMap(({ policies }) => policies)
  const exact = candidates(all, text, { nameOf: ({ name }) => name, near: (named) => near(named, namespace) })
  const found =
    exact.length > 0 ? exact : candidates(all, text, { nameOf: shortName, near: (named) => sharing(named, namespace) })
  const [only] = found
  if (only === undefined) throw new Failed(`the cluster has no policy \`${text}\`${didYouMean(text, spellings(all))}`)
  if (found.length === 1) return only
  const names = found.map(({ ref }) => `  ${calicoKind(ref)}/${policyName(ref)}`)
  throw new Failed(`\`${text}\` is the name of ${found.length} policies; say which:\n${names.join('\n')}`)
}

/** What policies may be called, whole names first. */
function spellings(all: readonly Policy[]): readonly string[] {
  const whole = all.flatMap(({ ref }) => [policyName(ref), ref.name])
  const short = all.flatMap(({ ref }) => [policyName({ ...ref, name: shortName(ref) }), shortName(ref)])
  return [...new Set([...whole, ...short])]
}

interface Naming {
  readonly nameOf: (ref: PolicyRef) => string
  /** Those of a name that is given without a namespace. */
  readonly near: (named: readonly Policy[]) => readonly Policy[]
}

function candidates(all: readonly Policy[], text: string, { nameOf, near }: Naming): readonly Policy[] {
  const parts = text.split('/')
  const name = parts[parts.length - 1] ?? ''
  const named = all.filter(({ ref }) => nameOf(ref) === name)
  if (parts.length === 1) return near(named)
  const [first = '', second = ''] = parts
  if (parts.length === 2) {
    const here = named.filter(({ ref }) => ref.namespace === first)
    return here.length > 0 ? here : near(ofKind(named, first))
  }
  return parts.length === 3
    ? ofKind(
        named.filter(({ ref }) => ref.namespace === second),
        first,
      )
    : []
}

/** Those that share a name without its tier: all, since nobody gave them this name, but for those of other namespaces than that of `-n`. */
function sharing(named: readonly Policy[], namespace: string | null): readonly Policy[] {
  return namespace === null ? named : near(named, namespace)
}

/** Those a name without a namespace means. */
function near(named: readonly Policy[], namespace: string | null): readonly Policy[] {
  const here = named.filter(({ ref }) => ref.namespace === null || ref.namespace === namespace)
  return here.length > 0 ? here : named
}

/** Those of a kind, in any case. `NetworkPolicy` is Calico's where both are there; `KubernetesNetworkPolicy` is Kubernetes'. */
function ofKind(named: readonly Policy[], kind: string): readonly Policy[] {
  const wanted = kind.toLowerCase()
  const exact = named.filter(({ ref }) => calicoKind(ref).toLowerCase() === wanted)
  return exact.length > 0 ? exact : named.filter(({ ref }) => ref.kind.toLowerCase() === wanted)
}

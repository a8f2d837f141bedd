import type { ClusterIndex } from '../../engine/cluster-index.ts'
import type { FlowTable } from '../../engine/flow-table.ts'
import { yamlLines } from '../../text/yaml.ts'
import { judged } from '../flow-counts.ts'
import { type ObjectRef, objectKey } from '../object.ts'
import type { State } from '../state.ts'
import { endpointItems } from './endpoint.ts'
import { flowItems } from './flow.ts'
import { withFlows } from './flow-items.ts'
import { type Item, text } from './item.ts'
import { accountItems, namespaceItems, networkSetItems, profileItems, selectorItems, serviceItems } from './others.ts'
import { policyItems } from './policy.ts'
import { ruleItems } from './rule.ts'
import { tierItems } from './tier.ts'

/** How an object is described. */
export interface Describing {
  /** True: the manifest as YAML, where there is one. */
  readonly yaml: boolean
  /** Of long lists, how many; the rest is counted. */
  readonly most: number
}

/** What descriptions are made of: the cluster, and the flows of the window where there are any. */
export interface Known {
  readonly index: ClusterIndex
  readonly flows: FlowTable | null
}

/** What is known; null without a cluster. */
export function knownOf({ index, flows }: State): Known | null {
  return index === null ? null : { index, flows }
}

/** The description of an object with what flows did at it. */
export function describedItems({ index, flows }: Known, object: ObjectRef, describing: Describing): readonly Item[] {
  const items = itemsOf(index, object, describing)
  if (flows === null || describing.yaml) return items
  const known = keptWithFlows.get(items)
  if (known?.flows === flows) return known.items
  const more = withFlows(items, object, judged({ index, flows }))
  keptWithFlows.set(items, { flows, items: more })
  return more
}

const keptWithFlows = new WeakMap<readonly Item[], { readonly flows: FlowTable; readonly items: readonly Item[] }>()

/** The description of an object. The last few are kept, so that a cursor that moves through one costs nothing. */
export function itemsOf(index: ClusterIndex, object: ObjectRef, describing: Describing): readonly Item[] {
  const known = kept.get(index) ?? new Map<string, readonly Item[]>()
  kept.set(index, known)
  const key = `${describing.yaml} ${describing.most} ${objectKey(object)}`
  const items =
    known.get(key) ?? (describing.yaml ? yamlItems(index, object) : describe(index, object, describing.most))
  known.delete(key)
  known.set(key, items)
  for (const oldest of known.keys()) {
    if (known.size <= mostKept) break
    known.delete(oldest)
  }
  return items
}

const kept = new WeakMap<ClusterIndex, Map<string, readonly Item[]>>()
const mostKept = 12

function describe(index: ClusterIndex, object: ObjectRef, most: number): readonly Item[] {
  switch (object.type) {
    case 'tier':
      return tierItems(index, object.name)
    case 'policy': {
      const policy = index.cluster.policies.get(object.key)
      return policy === undefined ? gone : policyItems(index, policy, most)
    }
    case 'rule': {
      const policy = index.cluster.policies.get(object.policy)
      return policy === undefined ? gone : ruleItems(index, { ...object, policy }, most)
    }
    case 'endpoint': {
      const endpoint = index.endpoint(object.key)
      return endpoint === null ? gone : endpointItems(index, endpoint)
    }
    case 'network-set':
      return networkSetItems(index, object.key, most)
    case 'namespace':
      return namespaceItems(index, object.name, most)
    case 'service-account':
      return accountItems(index, object.key, most)
    case 'service':
      return serviceItems(index, object.key, most)
    case 'profile':
      return profileItems(index, object.name)
    case 'selector':
      return selectorItems(index, object.text, most)
    case 'flow':
      return flowItems(object.flow)
  }
}

const gone: readonly Item[] = [text('this object is not there any more', 0, 'faint')]

function yamlItems(index: ClusterIndex, object: ObjectRef): readonly Item[] {
  const manifest = manifestOf(index, object)
  if (manifest === null) return [text('only policies keep their YAML', 0, 'faint')]
  return yamlLines(manifest).map((line) => text(line, 4))
}

/** The manifest of a policy, or of the policy a rule belongs to; null for anything else. */
export function manifestOf(index: ClusterIndex, object: ObjectRef): Readonly<Record<string, unknown>> | null {
  if (object.type === 'policy') return index.cluster.policies.get(object.key)?.manifest ?? null
  if (object.type === 'rule') return index.cluster.policies.get(object.policy)?.manifest ?? null
  return null
}

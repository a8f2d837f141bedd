import type { ClusterIndex } from '../engine/cluster-index.ts'
import { formatAddress } from '../model/address.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { Policy } from '../model/policy.ts'
import type { Direction, EntityRule, Rule } from '../model/rule.ts'
import { focusedObject } from './focus.ts'
import type { ObjectRef } from './object.ts'
import { type State, topView } from './state.ts'
import { emptyQuestion, type Question } from './trace-state.ts'

/** A question begun with what is under the cursor: a pod is the destination, a policy stands for one of its pods, a rule fills in all. */
export function prefill(state: State, index: ClusterIndex): Question {
  const view = topView(state)
  if (view.type === 'trace') return view.question
  const opened = view.type === 'drill' ? view.columns.map((column) => column.object).toReversed() : []
  for (const object of [focusedObject(state), ...opened]) {
    const question = object === null ? emptyQuestion : questionAbout(index, object)
    if (question.from !== '' || question.to !== '') return question
  }
  return emptyQuestion
}

/** The question that an object of the cluster suggests. */
export function questionAbout(index: ClusterIndex, object: ObjectRef): Question {
  switch (object.type) {
    case 'policy': {
      const policy = index.cluster.policies.get(object.key)
      return policy === undefined ? emptyQuestion : ofPolicy(index, policy)
    }
    case 'rule': {
      const policy = index.cluster.policies.get(object.policy)
      const rule = policy?.[object.direction]?.[object.rule]
      return policy === undefined || rule === undefined ? emptyQuestion : ofRule(index, policy, object.direction, rule)
    }
    case 'endpoint':
      return { ...emptyQuestion, to: object.key }
    case 'network-set':
      return { ...emptyQuestion, to: object.key }
    case 'service':
      return { ...emptyQuestion, to: `svc:${object.key}` }
    case 'tier':
    case 'namespace':
    case 'service-account':
    case 'profile':
    case 'selector':
    case 'flow':
      return emptyQuestion
  }
}

/** Ingress policies stand for a destination, those of egress alone for a source. */
function ofPolicy(index: ClusterIndex, policy: Policy): Question {
  const endpoint = anEndpoint(index, policy)
  if (endpoint === null) return emptyQuestion
  return policy.ingress === null ? { ...emptyQuestion, from: endpoint.key } : { ...emptyQuestion, to: endpoint.key }
}

function ofRule(index: ClusterIndex, policy: Policy, direction: Direction, rule: Rule): Question {
  const endpoint = anEndpoint(index, policy)
  const own = endpoint?.key ?? ''
  const peer = aPeer(index, direction === 'ingress' ? rule.source : rule.destination, own)
  const first = rule.destination.ports?.[0]
  const port = first === undefined ? '' : first.type === 'range' ? String(first.first) : first.name
  const protocol = rule.protocol?.text ?? 'TCP'
  return direction === 'ingress' ? { from: peer, to: own, protocol, port } : { from: own, to: peer, protocol, port }
}

function anEndpoint(index: ClusterIndex, policy: Policy): Endpoint | null {
  return index.endpointsOf(policy)[0] ?? null
}

/** Someone whom one side of a rule lets in, or nothing where that cannot be said. */
function aPeer(index: ClusterIndex, entity: EntityRule, other: string): string {
  if (entity.domains?.[0] !== undefined) return entity.domains[0].replace(/^\*/, 'www')
  if (entity.services !== null && entity.services.namespace !== null)
    return `svc:${entity.services.namespace}/${entity.services.name}`
  if (entity.matches !== null) {
    const { endpoints, networkSets } = index.select(entity.matches)
    const endpoint = endpoints.find(({ key }) => key !== other)
    return endpoint?.key ?? networkSets[0]?.key ?? ''
  }
  const net = entity.nets?.[0]
  return net === undefined ? '' : formatAddress(net)
}

import { type Flow, flowKey } from '../model/flow.ts'
import type { Direction } from '../model/rule.ts'

/** Anything of a cluster that the screen can show by itself and open from elsewhere. Keys are those of the Cluster. */
export type ObjectRef =
  | { readonly type: 'tier'; readonly name: string }
  /** `key` is the policyKey. */
  | { readonly type: 'policy'; readonly key: string }
  /** One rule of a policy, from 0 in its direction. */
  | { readonly type: 'rule'; readonly policy: string; readonly direction: Direction; readonly rule: number }
  | { readonly type: 'endpoint'; readonly key: string }
  | { readonly type: 'network-set'; readonly key: string }
  | { readonly type: 'namespace'; readonly name: string }
  | { readonly type: 'service-account'; readonly key: string }
  | { readonly type: 'service'; readonly key: string }
  | { readonly type: 'profile'; readonly name: string }
  /** What was recorded of one connection. */
  | { readonly type: 'flow'; readonly flow: Flow }
  /** What a selector matches; `text` is the selector as a person would write it, over effective labels. */
  | { readonly type: 'selector'; readonly text: string }

/** A text that is equal for the same object only. */
export function objectKey(object: ObjectRef): string {
  switch (object.type) {
    case 'tier':
    case 'namespace':
    case 'profile':
      return `${object.type}:${object.name}`
    case 'rule':
      return `rule:${object.policy}:${object.direction}:${object.rule}`
    case 'selector':
      return `selector:${object.text}`
    case 'flow':
      return `flow:${flowKey(object.flow)}`
    case 'policy':
    case 'endpoint':
    case 'network-set':
    case 'service-account':
    case 'service':
      return `${object.type}:${object.key}`
  }
}

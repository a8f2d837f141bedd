import { endWords } from '../text/replay.ts'
import { selectorWords } from '../text/selector.ts'
import type { ObjectRef } from './object.ts'

/** How an object is called in breadcrumbs and headings. */
export function objectTitle(object: ObjectRef): string {
  switch (object.type) {
    case 'tier':
    case 'namespace':
    case 'profile':
      return object.name
    case 'policy':
      return policyOfKey(object.key)
    case 'rule':
      return `${object.direction} rule ${object.rule}`
    case 'endpoint':
    case 'network-set':
    case 'service-account':
    case 'service':
      return object.key
    case 'selector':
      return selectorWords(object.text)
    case 'flow':
      return `${endWords(object.flow.source)} → ${endWords(object.flow.destination)}`
  }
}

/** What kind of thing an object is, in a word or two. */
export function objectKind(object: ObjectRef): string {
  switch (object.type) {
    case 'network-set':
      return 'network set'
    case 'service-account':
      return 'service account'
    default:
      return object.type
  }
}

/** `namespace/name` of a policyKey, which is `group/kind/namespace/name`. */
export function policyOfKey(key: string): string {
  const [, , namespace = '', ...name] = key.split('/')
  return namespace === '' ? name.join('/') : `${namespace}/${name.join('/')}`
}

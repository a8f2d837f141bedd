import type { ObjectRef } from './object.ts'

/** How an object is called in breadcrumbs and headings. */
export function objectTitle(object: ObjectRef): string {
  switch (object.type) {
    case 'tier':
      return `tier ${object.name}`
    case 'policy':
      return policyOfKey(object.key)
    case 'rule':
      return `${object.direction} rule ${object.rule}`
    case 'endpoint':
    case 'network-set':
      return object.key
    case 'namespace':
      return `namespace ${object.name}`
    case 'service-account':
      return `account ${object.key}`
    case 'service':
      return `service ${object.key}`
    case 'profile':
      return `profile ${object.name}`
    case 'selector':
      return object.text
  }
}

/** `namespace/name` of a policyKey, which is `group/kind/namespace/name`. */
export function policyOfKey(key: string): string {
  const [, , namespace = '', ...name] = key.split('/')
  return namespace === '' ? name.join('/') : `${namespace}/${name.join('/')}`
}

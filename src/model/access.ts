/** One rule of what a user may do, as the API server reviews it. `*` stands for all; no `resourceNames` means every name. */
export interface AccessRule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames: readonly string[]
}

/** One thing to do. `name` null: without naming an object, as a list does. */
export interface AccessRequest {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly name: string | null
}

/** True when one of the rules allows it. A rule that names objects never allows what names none.
 * Source: staging/src/k8s.io/apiserver/pkg/authorization (kubernetes/kubernetes), plugin/pkg/auth/authorizer/rbac. */
export function allows(rules: readonly AccessRule[], request: AccessRequest): boolean {
  return rules.some(
    (rule) =>
      holds(rule.verbs, request.verb) &&
      holds(rule.apiGroups, request.group) &&
      holdsResource(rule.resources, request.resource) &&
      (rule.resourceNames.length === 0 || (request.name !== null && rule.resourceNames.includes(request.name))),
  )
}

function holds(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted)
}

function holdsResource(list: readonly string[], wanted: string): boolean {
  const subresource = wanted.includes('/') ? `*/${wanted.slice(wanted.indexOf('/') + 1)}` : null
  return holds(list, wanted) || (subresource !== null && list.includes(subresource))
}

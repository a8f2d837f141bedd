import type { AccessRequest, AccessRule } from '../../model/access.ts'
import type { ApiClient } from './api-client.ts'
import { list, record, text } from './record.ts'

/** What the server says a user may do in a namespace. `isComplete` false: an authorizer (a webhook, a cloud's own) could not tell. */
export interface ReviewedAccess {
  readonly rules: readonly AccessRule[]
  readonly isComplete: boolean
}

const reviews = '/apis/authorization.k8s.io/v1'

/** One SelfSubjectRulesReview. It creates nothing on the server. */
export async function reviewRules(
  client: Pick<ApiClient, 'json'>,
  namespace: string,
  signal: AbortSignal,
): Promise<ReviewedAccess> {
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } }
  const answer = record(await client.json(`${reviews}/selfsubjectrulesreviews`, { signal, post: review }))
  const status = record(answer.status)
  return {
    isComplete: status.incomplete !== true,
    rules: list(status.resourceRules).map((rule) => {
      const { verbs, apiGroups, resources, resourceNames } = record(rule)
      return {
        verbs: list(verbs).map(String),
        apiGroups: list(apiGroups).map(String),
        resources: list(resources).map(String),
        resourceNames: list(resourceNames).map(String),
      }
    }),
  }
}

/** One SelfSubjectAccessReview: the server's own yes or no, in one namespace or, with null, in all. */
export async function reviewAccess(
  client: Pick<ApiClient, 'json'>,
  request: AccessRequest,
  signal: AbortSignal,
  namespace: string | null = null,
): Promise<boolean> {
  const { verb, group, resource: full, name } = request
  const [resource, subresource] = full.split('/')
  const attributes = {
    verb,
    group,
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(name !== null && { name }),
    ...(namespace !== null && { namespace }),
  }
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: attributes },
  }
  const answer = record(await client.json(`${reviews}/selfsubjectaccessreviews`, { signal, post: review }))
  return record(answer.status).allowed === true
}

/** Who the server takes the user for, or null where it does not say (before Kubernetes 1.28). */
export async function whoAmI(client: Pick<ApiClient, 'json'>, signal: AbortSignal): Promise<string | null> {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
  const answer = await client
    .json('/apis/authentication.k8s.io/v1/selfsubjectreviews', { signal, post: review })
    .catch(() => null)
  return text(record(record(record(answer).status).userInfo).username)
}

import type { AccessRule } from '../../src/model/access.ts'

/** Who asks, and what the fake server grants. */
export interface Reviewed {
  readonly user: string
  readonly rules: readonly AccessRule[]
  /** False: the server says that there may be more than the rules it lists, as one with a webhook does. */
  readonly isComplete: boolean
  /** `resource` is `GROUP/PLURAL`, the core group without its slash. */
  readonly may: (verb: string, resource: string, name: string | null) => boolean
}

type Fields = Readonly<Record<string, unknown>>

/** The answer to a review of one's own access, or null for another path. */
export function reviewAnswer(path: string, body: Fields, reviewed: Reviewed): unknown {
  const { user, rules, isComplete, may } = reviewed
  const spec = fields(body.spec)
  switch (path.slice(path.lastIndexOf('/') + 1)) {
    case 'selfsubjectrulesreviews': {
      const listed = isComplete ? rules : []
      return { kind: body.kind, status: { resourceRules: listed, nonResourceRules: [], incomplete: !isComplete } }
    }
    case 'selfsubjectaccessreviews': {
      const { verb, group, resource, name } = fields(spec.resourceAttributes)
      const full = group === '' ? String(resource) : `${group}/${resource}`
      const allowed = may(String(verb), full, typeof name === 'string' ? name : null)
      return { kind: body.kind, status: { allowed } }
    }
    case 'selfsubjectreviews':
      return { kind: body.kind, status: { userInfo: { username: user } } }
    default:
      return null
  }
}

function fields(value: unknown): Fields {
  // What a test sends is an object of JSON.
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

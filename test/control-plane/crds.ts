import type { Resource } from '../fake-apiserver/resources.ts'

/** The smallest CustomResourceDefinition under which a resource behaves as Calico's: any fields, and the defaults a tier and a
 * policy get. Not a copy of Calico's. */
export function crdOf({ name, kind, namespaced }: Resource): object {
  const [group = '', version = '', plural = ''] = name.split('/')
  const isPolicy = /policies$/.test(plural)
  const defaults = kind === 'Tier' ? { defaultAction: 'Deny' } : isPolicy ? { tier: 'default' } : {}
  const properties = Object.fromEntries(
    Object.entries(defaults).map(([field, value]) => [field, { type: 'string', default: value }]),
  )
  const spec = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties }
  const schema = {
    openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { spec } },
  }
  const isNative = group === 'projectcalico.org' && isPolicy
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      // Asked for of groups of Kubernetes' own.
      ...(group.endsWith('.k8s.io') && { annotations: { 'api-approved.kubernetes.io': 'unapproved, for tests' } }),
    },
    spec: {
      group,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema,
          ...(isNative && { selectableFields: [{ jsonPath: '.spec.tier' }] }),
        },
      ],
    },
  }
}

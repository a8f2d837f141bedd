import type { Resource } from './resources.ts'

/** The answer to `/version`, `/api`, `/apis` and their groups, or null for another path. `legacy` servers know no aggregated form. */
export function discoveryAnswer(
  path: string,
  accept: string,
  resources: readonly Resource[],
  stale: ReadonlySet<string>,
): unknown {
  if (path === '/version') return { major: '1', minor: '35', gitVersion: 'v1.35.4' }
  const aggregated = accept.includes('APIGroupDiscoveryList')
  const core = resources.filter((resource) => resource.name.startsWith('v1/'))
  const others = resources.filter((resource) => !resource.name.startsWith('v1/'))
  const groupVersions = [...new Set(others.map(versionOf))]
  if (path === '/api') return aggregated ? discoveryList([['', core]]) : { kind: 'APIVersions', versions: ['v1'] }
  if (path === '/apis' && aggregated) {
    const list = discoveryList(
      groupVersions.map((version) => [version, others.filter((resource) => versionOf(resource) === version)]),
    )
    const versions = [{ version: 'v3', freshness: 'Stale' }]
    return { ...list, items: [...list.items, ...[...stale].map((name) => ({ metadata: { name }, versions }))] }
  }
  if (path === '/apis') {
    const groups = groupVersions.map((version) => ({
      name: version.split('/')[0],
      versions: [{ groupVersion: version }],
    }))
    return { kind: 'APIGroupList', groups }
  }
  const asked = path.replace(/^\/apis?\//, '')
  const members = resources.filter((resource) => versionOf(resource) === asked)
  if (members.length === 0) return null
  const entries = members.map((resource) => ({
    name: plural(resource),
    kind: resource.kind,
    namespaced: resource.namespaced,
  }))
  return { kind: 'APIResourceList', groupVersion: asked, resources: entries }
}

function discoveryList(groups: readonly (readonly [string, readonly Resource[]])[]) {
  const items = groups.map(([groupVersion, members]) => ({
    metadata: groupVersion === '' ? {} : { name: groupVersion.split('/')[0] },
    versions: [
      {
        version: groupVersion === '' ? 'v1' : groupVersion.split('/')[1],
        freshness: 'Current',
        resources: members.map((resource) => ({
          resource: plural(resource),
          scope: resource.namespaced ? 'Namespaced' : 'Cluster',
        })),
      },
    ],
  }))
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items }
}

function versionOf(resource: Resource): string {
  return resource.name.slice(0, resource.name.lastIndexOf('/'))
}

function plural(resource: Resource): string {
  return resource.name.slice(resource.name.lastIndexOf('/') + 1)
}

import { told } from './reading.ts'

/** API groups whose kinds are all known: elsewhere a kind of the same name is another thing (Antrea has a NetworkPolicy, too). */
const ownGroups: ReadonlySet<string> = new Set([
  '',
  'projectcalico.org',
  'networking.k8s.io',
  'policy.networking.k8s.io',
  'discovery.k8s.io',
  'extensions',
])

const versions: Readonly<Record<string, string>> = {
  '': 'v1',
  'projectcalico.org': 'projectcalico.org/v3',
  'networking.k8s.io': 'networking.k8s.io/v1',
  'policy.networking.k8s.io': 'policy.networking.k8s.io/v1alpha2',
  'discovery.k8s.io': 'discovery.k8s.io/v1',
}

/**
 * What an object is told that would be passed over although its kind is nearly one that plays a part: written in another case, in
 * the plural, or under another group. Null for kinds that are simply others. `known` lists `group/kind`.
 */
export function misspeltKind(known: Iterable<string>, group: string, kind: string): string | null {
  if (!ownGroups.has(group)) return null
  const meant = [...known].filter((name) => plain(name.slice(name.indexOf('/') + 1)) === plain(kind))
  if (meant.length === 0) return null
  const names = meant.map((name) => {
    const slash = name.indexOf('/')
    return `\`${name.slice(slash + 1)}\` of \`${versions[name.slice(0, slash)]}\``
  })
  return `expected ${names.join(' or ')}, not ${told(kind)} of ${group === '' ? 'no API group' : told(group)}`
}

function plain(kind: string): string {
  return kind
    .slice(0, 60)
    .toLowerCase()
    .replace(/ies$/, 'y')
    .replace(/([a-z])s$/, '$1')
}

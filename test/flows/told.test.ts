import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { flowReader } from '../../src/decode/flows/flow-reader.ts'
import { recordedWords, replay } from '../../src/engine/replay.ts'
import type { Flow } from '../../src/model/flow.ts'
import { nodeText } from '../decode/flows/node-text-writer.ts'
import { snapshotIndex } from '../ui/screens.ts'

/** What the recordings of the demo applications hold, as their story is told: source, destination, port, reporter, and what decided
 * in scope enforced and pending. */
type Row = readonly [string, string, number, 'src' | 'dst', string, string]

const fromProfile = 'Allow by profile kns.catfacts'
const byDevProfile = 'Allow by profile kns.dev'
const endOf = (tier: string, name: string) => `Deny at the end of tier ${tier} (${name})`
const dns = 'Allow by security.allow-kube-dns rule 0'
const byIps = 'Deny by security.blockep-ips rule 0'

const catfacts: readonly Row[] = [
  ['worker', 'db', 3306, 'src', fromProfile, 'Allow by catfacts/platform.worker rule 2'],
  ['worker', 'db', 3306, 'dst', 'Allow by catfacts/platform.db rule 0', 'Allow by catfacts/platform.db rule 0'],
  ['facts', 'db', 3306, 'src', 'Allow by catfacts/platform.facts rule 0', 'Allow by catfacts/platform.facts rule 0'],
  ['facts', 'db', 3306, 'dst', 'Allow by catfacts/platform.db rule 0', 'Allow by catfacts/platform.db rule 0'],
  ['worker', 'allowed-api', 443, 'src', fromProfile, 'Allow by catfacts/platform.worker rule 1'],
  ['worker', 'pub', 443, 'src', fromProfile, endOf('platform', 'catfacts/platform.worker')],
  ['db', 'pub', 443, 'src', fromProfile, endOf('default', 'default.default-deny')],
  [
    'facts',
    'pub',
    80,
    'src',
    endOf('platform', 'catfacts/platform.facts'),
    endOf('platform', 'catfacts/platform.facts'),
  ],
  ['netshoot', 'db', 3306, 'src', byDevProfile, byDevProfile],
  ['netshoot', 'db', 3306, 'dst', endOf('platform', 'catfacts/platform.db'), endOf('platform', 'catfacts/platform.db')],
  [
    'netshoot',
    'facts',
    80,
    'dst',
    'Allow by catfacts/platform.facts rule 0',
    'Allow by catfacts/platform.facts rule 0',
  ],
  ['pub', 'facts', 80, 'dst', 'Allow by catfacts/platform.facts rule 0', 'Allow by catfacts/platform.facts rule 0'],
  ['ip-address-list', 'facts', 80, 'dst', byIps, byIps],
  ['worker', 'coredns', 53, 'src', dns, dns],
  ['netshoot', 'coredns', 53, 'src', dns, dns],
  [
    'whisker',
    'coredns',
    53,
    'src',
    'Allow by calico-system/calico-system.whisker',
    'Allow by calico-system/calico-system.whisker',
  ],
]

const staged = (name: string, rule: number) => `Allow by storefront/default.${name} rule ${rule}`
const shopProfile = 'Allow by profile kns.storefront'
const acmeEnd = endOf('default', 'acme/allow-same-namespace')
const twilio = 'by platform.twilio-integration rule'

const storefront: readonly Row[] = [
  ['frontend', 'microservice1', 8080, 'src', shopProfile, staged('frontend-6d996fbd97', 0)],
  ['frontend', 'microservice1', 8080, 'dst', shopProfile, staged('microservice1-7599d8d8f', 0)],
  ['frontend', 'microservice2', 8080, 'dst', shopProfile, staged('microservice2-fddf7cff8', 0)],
  ['microservice1', 'backend', 8080, 'dst', shopProfile, staged('backend-55f7dc6b68', 0)],
  ['backend', 'logging', 8080, 'src', shopProfile, staged('backend-55f7dc6b68', 0)],
  ['microservice2', 'twilio-api', 443, 'src', `Allow ${twilio} 0`, `Allow ${twilio} 0`],
  ['frontend', 'public-ip-range', 443, 'src', `Deny ${twilio} 1`, `Deny ${twilio} 1`],
  ['centos', 'acme-microservice2', 8080, 'dst', acmeEnd, acmeEnd],
  ['centos', 'frontend', 8080, 'src', byDevProfile, byDevProfile],
  ['centos', 'frontend', 8080, 'dst', shopProfile, shopProfile],
]

const zoneDenies = (name: string, rule: number) => `Deny by storefront/default.${name} rule ${rule}`

const zones: readonly Row[] = [
  ['rogue', 'microservice1', 8080, 'dst', zoneDenies('trusted', 2), zoneDenies('trusted', 2)],
  ['rogue', 'microservice2', 8080, 'dst', zoneDenies('trusted', 2), zoneDenies('trusted', 2)],
  ['rogue', 'frontend', 8080, 'dst', zoneDenies('dmz', 1), zoneDenies('dmz', 1)],
  ['rogue', 'backend', 8080, 'dst', zoneDenies('restricted', 2), zoneDenies('restricted', 2)],
  ['rogue', 'logging', 8080, 'dst', shopProfile, shopProfile],
  ['microservice1', 'logging', 8080, 'src', zoneDenies('trusted', 2), zoneDenies('trusted', 2)],
  ['microservice2', 'logging', 8080, 'src', zoneDenies('trusted', 2), zoneDenies('trusted', 2)],
]

function read(texts: readonly string[]): readonly Flow[] {
  const reader = flowReader()
  return [...texts.flatMap((text) => reader.line(text)), ...reader.end()].filter((flow) => 'source' in flow)
}

const linesOf = (path: string) =>
  readFileSync(new URL(path, import.meta.url), 'utf8')
    .trim()
    .split('\n')
const fixture = (name: string) => linesOf(`../fixtures/flows/${name}.jsonl`)

const logs: readonly (readonly [string, string, readonly Row[], () => readonly Flow[]])[] = [
  ['catfacts', 'whisker', catfacts, () => read(linesOf('../../snapshots/catfacts/flows.jsonl'))],
  ['catfacts', 'goldmane', catfacts, () => read(fixture('catfacts-flows.goldmane'))],
  ['catfacts', 'enterprise', catfacts, () => read(fixture('catfacts-flows.enterprise'))],
  ['catfacts', 'node', catfacts, () => read(read(fixture('catfacts-flows.goldmane')).flatMap(nodeText))],
  ['storefront', 'whisker', storefront, () => read(linesOf('../../snapshots/storefront/flows.jsonl'))],
  ['storefront', 'enterprise', storefront, () => read(fixture('storefront-flows.enterprise'))],
  ['storefront-zones', 'whisker', zones, () => read(linesOf('../../snapshots/storefront-zones/flows.jsonl'))],
]

describe.each(logs)('%s as %s logs it', (snapshot, _, rows, open) => {
  const flows = open()
  const index = snapshotIndex(snapshot)

  test.each(rows)('%s → %s:%i seen by %s', (...row) => {
    const [source, destination, port, reporter, enforced, pending] = row
    const found = flows.filter(
      (flow) =>
        flow.source.name.startsWith(source) &&
        flow.destination.name.startsWith(destination) &&
        flow.destination.name.includes('public-ip') === destination.includes('public-ip') &&
        [flow.port, flow.reporter].join() === [port, reporter].join(),
    )
    expect(found.length).toBeGreaterThan(0)
    for (const flow of found) {
      const last = (hits: Flow['enforced']) => hits.slice(-1).map(recordedWords).join()
      expect(last(flow.enforced)).toContain(enforced)
      expect(last(flow.pending)).toContain(pending)
      expect(flow.action).toBe(enforced.startsWith('Deny') ? 'Deny' : 'Allow')
      const replayed = replay(index, flow)
      const isOpen = [replayed.enforced, replayed.pending].every(
        ({ agrees, reason }) => agrees || reason === 'field-missing',
      )
      expect(isOpen).toBe(true)
    }
  })
})

test('the rule that lets the worker call facts was never hit', () => {
  const flows = read(linesOf('../../snapshots/catfacts/flows.jsonl'))
  const isHit = flows.some(({ pending }) =>
    pending.some((hit) => hit.policy?.name === 'platform.worker' && hit.rule === 0),
  )
  expect(isHit).toBe(false)
})

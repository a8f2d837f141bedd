import { expect, test } from 'vitest'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { describedItems } from '../../src/store/details/items-of.ts'
import { plainText } from '../../src/text/styled.ts'
import { snapshotIndex } from '../ui/screens.ts'

test('endpoints that are kept after the right to pods was taken away are told as those of the last reading', () => {
  const { cluster } = snapshotIndex('catfacts')
  const gap = { kinds: ['pods'], tier: null, because: 'forbidden', onlyIn: null, since: null } as const
  const index = indexCluster({ ...cluster, gaps: new Map([['pods', gap]]) })
  const key = [...cluster.policies].find(([, { ref }]) => ref.name === 'platform.db')?.[0] ?? ''
  const items = describedItems({ index, flows: null }, { type: 'policy', key }, { yaml: false, most: 50 })
  const text = items.map((item) => ('line' in item ? plainText(item.line) : '')).join('\n')
  expect(text).toContain('endpoints unknown: 1 when pods were last read')
  expect(text).toMatch(/ENDPOINTS.*\n.*db-/)
})

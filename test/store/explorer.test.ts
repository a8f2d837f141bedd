import { expect, test } from 'vitest'
import type { Effect } from '../../src/store/effect.ts'
import { explorerOf, usualExplorer, withColumnToggled } from '../../src/store/explorer.ts'
import { flowColumnNames } from '../../src/text/flow-cells.ts'
import { Program } from '../ui/screens.ts'

function savedBy(program: Program): Extract<Effect, { type: 'save' }> | undefined {
  return program.effects.findLast((effect) => effect.type === 'save')
}

test('what is written as CSV is what is shown: its rows, their order and the columns', () => {
  const program = new Program('catfacts').press('f tab / a c t i o n : d e n y enter c G space esc w c')
  const { name, text } = savedBy(program) ?? { name: '', text: '' }
  expect(name).toBe('flows.csv')
  expect(text.split('\n')).toEqual([
    'time,source,destination,protocol,port,reporter,action,decided_by,connections,bytes',
    '2026-08-20T10:03:15.000Z,dev/netshoot,catfacts/db-7f8c6b5d9c-*,tcp,3306,dst,Deny,end of tier platform,3,780',
    '2026-08-20T10:03:15.000Z,ip-address-list,catfacts/facts-6bd9c74f58-*,tcp,80,dst,Deny,security.blockep-ips #0,3,840',
    '2026-08-20T10:01:30.000Z,catfacts/facts-6bd9c74f58-*,public network,tcp,80,src,Deny,end of tier platform,1,360',
    '',
  ])
})

test('pairs and the cells of a matrix are written as they are counted', () => {
  const listed = savedBy(new Program('catfacts').press('f s s s s s s w j'))?.text.trim().split('\n') ?? []
  const cells = savedBy(new Program('catfacts').press('f M w j'))?.text.trim().split('\n') ?? []
  expect(listed).toHaveLength(19)
  expect([...cells].sort()).toEqual([...listed].sort())
})

test('a list is sorted by the column asked for, in either direction, and keeps that', () => {
  const program = new Program('catfacts').press('f tab s')
  expect(program.state.explorer.flowSort).toEqual({ column: 'source', descending: false })
  expect(program.row(3)).toContain('calico-system/calico-kube…')
  program.press('i')
  expect(program.row(3)).toContain('public network')
  expect(program.effects.at(-1)).toMatchObject({ type: 'remember-explorer', explorer: program.state.explorer })
})

test('a filter that was kept comes back, the newest first', () => {
  const program = new Program('catfacts').press('f / d b enter / ctrl-u n e t enter')
  program.press('/ ctrl-u ctrl-r')
  expect(program.row(-2)).toContain('/net ')
  program.press('ctrl-r')
  expect(program.row(-2)).toContain('/db ')
})

test('one column always stays', () => {
  const one = flowColumnNames.reduce(withColumnToggled, { ...usualExplorer, columns: flowColumnNames })
  expect(one.columns).toHaveLength(1)
})

test.each([
  null,
  [],
  'x',
  { columns: 'time', filters: 7, flowSort: { column: 'gone', descending: 1 } },
  { columns: ['nothing'] },
])('%j that was kept gives the usual', (kept) => {
  expect(explorerOf(kept)).toEqual(usualExplorer)
})

test('what was kept is taken as far as it is known', () => {
  const kept = {
    columns: ['bytes', 'gone', 'source'],
    groupSort: { column: 'bytes', descending: false },
    filters: ['db', 3],
  }
  expect(explorerOf(JSON.parse(JSON.stringify(kept)))).toEqual({
    ...usualExplorer,
    columns: ['source', 'bytes'],
    groupSort: { column: 'bytes', descending: false },
    filters: ['db'],
  })
})

import { expect, test } from 'vitest'
import { boardOf } from '../../src/store/board.ts'
import { topView } from '../../src/store/state.ts'
import { Program } from '../ui/screens.ts'

/** The names on the board after a filter, tier by tier; a problem stands for what is wrong with it. */
function shown(filter: string, snapshot = 'catfacts'): readonly string[] | string {
  const program = new Program(snapshot).press('/').type(filter)
  const view = topView(program.state)
  const board = view.type === 'board' ? boardOf(program.state, view) : null
  if (board === null) return 'no board'
  return board.filter.problem?.message ?? board.tiers.flatMap((tier) => tier.policies.map((policy) => policy.ref.name))
}

const rows: readonly (readonly [string, string, readonly string[] | string])[] = [
  ['a word looks in names and namespaces', 'facts/platform', ['platform.db', 'platform.worker', 'platform.facts']],
  ['a tier', 'tier:security', ['security.allow-kube-dns', 'security.blockep-ips']],
  ['staged ones only', 'staged:yes', ['platform.worker', 'default.default-deny']],
  ['everything but a namespace', 'tier:platform !ns:catfacts', []],
  ['an action of one of the rules', 'action:deny tier:security', ['security.blockep-ips']],
  ['an action there is not', 'action:block', 'action: expected one of allow, deny, pass, log'],
  ['a selector that does not parse says so', 'label:app = x', 'label: expected `==` at column 5'],
  ['only what governs a pod', 'pod:catfacts/db-', ['security.allow-kube-dns', 'platform.db', 'default.default-deny']],
  ['only what governs pods with a label', "label:app == 'db' tier:platform", ['platform.db']],
  ['the short form of a label', 'label:app=db tier:platform', ['platform.db']],
  ['a pod there is not', 'pod:nobody', 'pod: no endpoint has `nobody` in its name'],
]

test.each(rows)('the board filters by %s', (_, filter, expected) => {
  expect(shown(filter)).toEqual(expected)
})

test('tiers without anything the filter lets through fold', () => {
  const program = new Program('catfacts').press('/').type('tier:platform')
  const view = topView(program.state)
  const board = view.type === 'board' ? boardOf(program.state, view) : null
  expect(board?.tiers.filter((tier) => !tier.folded).map((tier) => tier.tier.name)).toEqual(['platform'])
})

test('the cursor of a tier stays on its policy when others are hidden', () => {
  const program = new Program('catfacts').press('l j j')
  expect(program.row(-2)).toContain('3/3 in platform')
  program.press('s')
  expect(program.row(-2)).toContain('2/2 in platform')
  expect(program.screen()).toContain('─ catfacts/platform.facts ')
})

test('escape peels the filter, then the zoom, then says where it is', () => {
  const program = new Program('catfacts').press('/').type('db').press('enter z')
  expect(program.row(-2)).toContain('/db')
  program.press('esc')
  expect(program.row(-2)).not.toContain('/db')
  expect(program.screen()).not.toContain('INGRESS')
  program.press('esc')
  expect(program.screen()).toContain('INGRESS')
  program.press('esc')
  expect(program.row(-2)).toContain('q quits')
})

test('q quits at the root and goes back elsewhere', () => {
  const program = new Program('catfacts').press('enter q')
  expect(topView(program.state).type).toBe('board')
  expect(program.effects).not.toContainEqual({ type: 'quit', code: 0 })
  program.press('q')
  expect(program.effects).toContainEqual({ type: 'quit', code: 0 })
})

test('a number goes to the tier at that place', () => {
  expect(new Program('catfacts').press('3').row(-2)).toContain('in platform')
})

test('gg and G go to the ends, 2G to the second row', () => {
  const program = new Program('catfacts').press('l G')
  expect(program.row(-2)).toContain('3/3 in platform')
  expect(program.press('g g').row(-2)).toContain('1/3 in platform')
})

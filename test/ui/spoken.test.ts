import { expect, test } from 'vitest'
import { keymap } from '../../src/store/keymap.ts'
import { spoken } from '../../src/ui/spoken.ts'
import { Program, plainLook } from './screens.ts'

/** What is told after some keys, by its slot. */
function told(keys: string): Readonly<Record<string, string>> {
  const said = spoken(new Program('catfacts').press(keys).state, keymap, plainLook)
  return Object.fromEntries(said.map(({ slot, text }) => [slot, text]))
}

test('the board is told as its tier and its policy', () => {
  expect(told('l j')).toMatchObject({
    place: 'catfacts, Board',
    tier: 'tier platform, 3 of 7, order 300, end of tier Deny, 3 policies shown',
    policy: '2 of 3: catfacts/platform.worker, staged NetworkPolicy, egress, selects 1 endpoint, not enforced',
  })
})

test('while flows are counted a policy is told with what they did', () => {
  expect(told('H l').policy).toBe(
    '1 of 3: catfacts/platform.db, NetworkPolicy, ingress, selects 1 endpoint, 12 allowed, 0 denied, 0 passed on',
  )
})

test('a cursor move changes one sentence', () => {
  const [before, after] = [told('l'), told('l j')]
  const changed = Object.keys(after).filter((slot) => before[slot] !== after[slot])
  expect(changed).toEqual(['policy'])
})

test('an opened policy is told whole, then line by line', () => {
  const said = told('l enter j')
  expect(said['column 1']).toContain('INGRESS 1 rule\n0 ✓ Allow TCP 3306')
  expect(said.item).toMatch(/^at: 0 ✓ Allow TCP 3306/)
})

test('a step of a trace is told with its reasons', () => {
  const program = new Program('catfacts').press('t ctrl-u').type('dev/netshoot').press('tab ctrl-u').type('catfacts/db')
  program.press('tab tab ctrl-u').type('3306').press('enter')
  const said = spoken(program.state, keymap, plainLook)
  expect(said.find(({ slot }) => slot === 'step')?.text).toMatch(/^step 1 of \d+\n[\s\S]*catfacts\/db/)
})

test('nothing that is told holds a frame', () => {
  for (const keys of ['l', 'l enter', 'ctrl-o', '?', ':', 'P', 'ctrl-s', 't', '!']) {
    expect(Object.values(told(keys)).join('\n')).not.toMatch(/[│┃╭╮╰╯┏┓┗┛]/)
  }
})

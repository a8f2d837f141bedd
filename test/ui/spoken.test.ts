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

test.each([
  ['f j', '2 of 19: ip-address-list to catfacts/facts, 3 records, 3 denied'],
  [
    'f tab',
    /^1 of 29: kube-system\/metrics-server.* tcp 10250, Allow seen by src, profile kns.kube-system, 6 records$/,
  ],
  ['f M n', 'row 6 of 11, column 8 of 8: catfacts/facts to public network, 1 record, 1 denied'],
  ['f F', '1 of 3, it talks to: catfacts/db, tcp 3306, 3 records, 3 denied'],
  ['R', '1 of 2: catfacts/worker-85d7f9c6b4-* → public network  tcp 443 would be denied, 2 records'],
])('%s tells what is under the cursor', (keys, sentence) => {
  expect(told(keys).row).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence))
})

import { expect, test } from 'vitest'
import { focusedColumn } from '../../src/store/drill.ts'
import { focusedObject } from '../../src/store/focus.ts'
import { topView } from '../../src/store/state.ts'
import { Program } from '../ui/screens.ts'

/** The types of the objects opened, from the first column to the last. */
function opened(program: Program): readonly string[] {
  const view = topView(program.state)
  return view.type === 'drill' ? view.columns.map((column) => column.object.type) : []
}

test('one can go round: policy, rule, what its selector matches, endpoint, its policy, and so on', () => {
  const program = new Program('catfacts').press('l enter j enter')
  expect(opened(program)).toEqual(['policy', 'rule'])
  // On: the policy, what the source's selector matches, the endpoints.
  program.press('j enter')
  expect(opened(program)).toEqual(['policy', 'rule', 'selector'])
  program.press('enter')
  expect(opened(program)).toEqual(['policy', 'rule', 'selector', 'endpoint'])
  program.press('/').type('platform.').press('enter esc')
  program.press('/').type('/facts').press('enter enter')
  expect(opened(program).at(-1)).toBe('policy')
})

test('going back leaves the cursor where it was', () => {
  const program = new Program('catfacts').press('l enter j')
  const before = focusedObject(program.state)
  expect(before).toMatchObject({ type: 'rule', direction: 'ingress', rule: 0 })
  program.press('enter j j h')
  expect(focusedObject(program.state)).toEqual(before)
})

test('h closes column by column, then the drill-in, and the board is as it was', () => {
  const program = new Program('catfacts').press('l j enter enter')
  expect(opened(program)).toHaveLength(2)
  program.press('h h')
  expect(topView(program.state).type).toBe('board')
  expect(program.row(-2)).toContain('2/3 in platform')
})

test('the cursor stops only where something opens, and the ends of the text come into view', () => {
  const program = new Program('catfacts', { columns: 80, rows: 24 }).press('enter G')
  const view = topView(program.state)
  expect(program.screen()).toContain('calico-system/')
  expect(view.type === 'drill' && focusedColumn(view).cursor.at).toBeGreaterThan(5)
  program.press('g g')
  expect(program.screen()).toContain('┃ kind ')
})

test('YAML is the manifest as it was read, and y again is the description', () => {
  const program = new Program('catfacts').press('l y')
  expect(program.screen()).toContain("selector: app == 'db'")
  expect(program.press('y').screen()).toContain("selector    app == 'db'")
})

test('YAML scrolls line by line to its end and no further', () => {
  const program = new Program('catfacts', { columns: 80, rows: 18 }).press('l y G')
  const end = program.screen()
  expect(program.press('j j').screen()).toBe(end)
  expect(program.press('g g').screen()).toContain('apiVersion: projectcalico.org/v3')
})

test('what has no YAML says so', () => {
  const program = new Program('catfacts').press('ctrl-o').type('catfacts/db-').press('enter y')
  expect(program.row(-2)).toContain('only policies keep their YAML')
})

test('b on an endpoint shows what governs it on the board', () => {
  const program = new Program('catfacts').press('ctrl-o').type('catfacts/db-').press('enter')
  program.press('/').type('nothing').press('esc b')
  expect(program.row(-2)).toContain('/pod:')
})

test('a filter belongs to its column: it is kept on the way back and seen nowhere else', () => {
  const program = new Program('catfacts').press('l enter /').type('worker').press('enter enter')
  expect(program.row(-2)).not.toContain('/worker')
  expect(program.press('h').row(-2)).toContain('/worker')
})

test('what was copied is the name and the YAML of what is under the cursor', () => {
  const program = new Program('catfacts').press('l c Y')
  const copies = program.effects.filter((effect) => effect.type === 'copy').map((effect) => effect.text)
  expect(copies[0]).toBe('catfacts/platform.db')
  expect(copies[1]).toContain('name: platform.db')
})

test('z shows one column alone, and escape brings the others back', () => {
  const program = new Program('catfacts').press('l enter')
  const before = program.screen()
  expect(program.press('z').screen()).not.toContain('selector ─╮')
  expect(program.press('esc').screen()).toBe(before)
})

import { expect, test } from 'vitest'
import { topView } from '../../src/store/state.ts'
import { Program } from '../ui/screens.ts'

/** Where a text stands on the screen. */
function placeOf(program: Program, text: string) {
  const lines = program.screen().split('\n')
  const row = lines.findIndex((line) => line.includes(text))
  return { row, column: lines[row]?.indexOf(text) ?? -1 }
}

function click(program: Program, text: string): Program {
  return program.send({ type: 'mouse', wheel: 0, ...placeOf(program, text) })
}

test('a click on a policy of the board puts the cursor there', () => {
  const program = click(new Program('catfacts'), 'catfacts/facts')
  expect(program.row(-2)).toContain('3/3 in platform')
})

test('the wheel moves the cursor by three', () => {
  const program = new Program('catfacts').press('l').send({ type: 'mouse', wheel: 1, row: 5, column: 50 })
  expect(program.row(-2)).toContain('3/3 in platform')
})

test('a click in a list puts the cursor there', () => {
  const program = click(new Program('catfacts').press('ctrl-o').type('facts'), 'catfacts/platform.worker')
  const view = topView(program.press('enter').state)
  expect(view.type === 'drill' && view.columns[0]?.object).toMatchObject({ type: 'policy' })
  expect(program.screen()).toContain('catfacts/platform.worker ━')
})

test('a click in a drilled column puts the cursor on the line', () => {
  const program = click(new Program('catfacts').press('l enter'), 'Allow TCP 3306')
  expect(program.press('enter').row(0)).toContain('▸ ingress rule 0')
})

test('the mouse is left to the terminal until it is asked for', () => {
  const program = new Program('catfacts').press('ctrl-t')
  expect(program.effects).toContainEqual({ type: 'mouse', on: true })
  expect(program.press('ctrl-t').effects).toContainEqual({ type: 'mouse', on: false })
})

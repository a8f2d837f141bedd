import { expect, test } from 'vitest'
import { keymap } from '../../src/store/keymap.ts'
import { ansiLine } from '../../src/term/ansi.ts'
import { lineWidth } from '../../src/term/line.ts'
import { screenLines } from '../../src/ui/screen-lines.ts'
import { Program, plainLook } from './screens.ts'

/** Name of the file, snapshot, size, what is typed into the picker field by field, keys after it. */
interface Frame {
  readonly name: string
  readonly snapshot: string
  readonly size: string
  readonly fields: readonly string[]
  readonly keys: string
}

const intruder = { snapshot: 'catfacts', fields: ['dev/netshoot', 'catfacts/db', '3306'] }
const quiz1 = { snapshot: 'quiz', fields: ['quiz-1/pod-a', 'tigera.io', '443'] }
const quiz2 = { snapshot: 'quiz', fields: ['quiz-2/pod-a', 'tigera.io', '443'] }
const quiz3 = { snapshot: 'quiz', fields: ['quiz-3/pod-a', 'tigera.io', '443'] }
const worker = { snapshot: 'catfacts', fields: ['catfacts/worker', 'api.twilio.com', '443'] }
const bare = { snapshot: 'catfacts-done', fields: ['catfacts/worker', '203.0.113.10', '443'] }

const frames: readonly Frame[] = [
  { ...intruder, name: 'trace-answer-120x36', size: '120x36', keys: '' },
  { ...intruder, name: 'trace-answer-80x24', size: '80x24', keys: '' },
  { ...intruder, name: 'trace-answer-200x50', size: '200x50', keys: '' },
  { ...intruder, name: 'trace-rule-120x36', size: '120x36', keys: '] ] N N N n' },
  { ...intruder, name: 'trace-rule-80x24', size: '80x24', keys: '] ] N N N n' },
  { ...intruder, name: 'trace-rule-200x50', size: '200x50', keys: '] ] N N N n' },
  { ...intruder, name: 'trace-list-80x24', size: '80x24', keys: '] ] N N N n tab' },
  { ...intruder, name: 'trace-skipped-policy-120x36', size: '120x36', keys: '] ] N N N j j' },
  { ...intruder, name: 'trace-end-of-tier-80x24', size: '80x24', keys: 'D' },
  { ...intruder, name: 'trace-verdict-120x36', size: '120x36', keys: 'c' },
  { ...intruder, name: 'trace-port-80x24', size: '80x24', keys: 'i 5 4' },
  { ...intruder, name: 'trace-60x18', size: '60x18', keys: 'n n' },
  { ...quiz1, name: 'trace-quiz-1-skipped-80x24', size: '80x24', keys: 'n n n n' },
  { ...quiz1, name: 'trace-quiz-1-allowed-120x36', size: '120x36', keys: 'D' },
  { ...quiz2, name: 'trace-quiz-2-end-of-tier-120x36', size: '120x36', keys: 'D' },
  { ...quiz3, name: 'trace-quiz-3-pass-120x36', size: '120x36', keys: 'n n n n n n' },
  { ...quiz3, name: 'trace-quiz-3-skipped-tier-80x24', size: '80x24', keys: 'N N' },
  { ...worker, name: 'trace-profile-120x36', size: '120x36', keys: 'D' },
  { ...worker, name: 'trace-pending-120x36', size: '120x36', keys: '~' },
  { ...worker, name: 'trace-compare-120x36', size: '120x36', keys: '=' },
  { ...worker, name: 'trace-compare-80x24', size: '80x24', keys: '=' },
  { ...bare, name: 'trace-uncertain-120x36', size: '120x36', keys: '' },
  { ...bare, name: 'trace-uncertain-80x24', size: '80x24', keys: '' },
]

function programOf({ snapshot, size, fields, keys }: Frame): Program {
  const [columns = 80, rows = 24] = size.split('x').map(Number)
  const program = new Program(snapshot, { columns, rows }).press('t ctrl-r')
  for (const text of fields) program.type(text).press('enter')
  return program.press(keys)
}

test.each(frames)('$name is as its picture', async (frame) => {
  await expect(`${programOf(frame).screen()}\n`).toMatchFileSnapshot(`../golden/frames/${frame.name}.txt`)
})

test.each(frames)('$name fills the screen to the cell', (frame) => {
  const { state } = programOf(frame)
  const { lines } = screenLines(state, keymap, plainLook)
  expect(lines.map(lineWidth)).toEqual(new Array(state.size.rows).fill(state.size.columns))
})

const coloured = ['trace-answer-80x24', 'trace-rule-80x24', 'trace-uncertain-80x24']

test.each(frames.filter(({ name }) => coloured.includes(name)))('$name is coloured as its picture', async (frame) => {
  const { lines } = screenLines(programOf(frame).state, keymap, plainLook)
  const text = `${lines.map(ansiLine).join('\n')}\n`
  await expect(text).toMatchFileSnapshot(`../golden/frames/${frame.name}.ansi`)
})

test.each([
  ['picker-empty-120x36', '120x36', 'quiz', []],
  ['picker-from-120x36', '120x36', 'catfacts', ['facts']],
  ['picker-from-80x24', '80x24', 'catfacts', ['facts']],
  ['picker-to-120x36', '120x36', 'storefront', ['storefront/frontend', 'svc']],
  ['picker-answer-120x36', '120x36', 'catfacts', ['dev/netshoot', 'catfacts/db', '3306']],
  ['picker-answer-80x24', '80x24', 'catfacts', ['dev/netshoot', 'catfacts/db', '3306']],
  ['picker-unknown-120x36', '120x36', 'catfacts', ['dev/netshoot', 'catfacts/nobody']],
] as const)('%s is as its picture', async (name, size, snapshot, fields) => {
  const [columns = 80, rows = 24] = size.split('x').map(Number)
  const program = new Program(snapshot, { columns, rows }).press('t ctrl-r')
  for (const [at, text] of fields.entries()) {
    program.type(text)
    if (at < fields.length - 1) program.press('enter')
  }
  const { lines } = screenLines(program.state, keymap, plainLook)
  expect(lines.map(lineWidth)).toEqual(new Array(rows).fill(columns))
  await expect(`${program.screen()}\n`).toMatchFileSnapshot(`../golden/frames/${name}.txt`)
})

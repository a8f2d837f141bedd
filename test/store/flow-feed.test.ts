import { expect, test } from 'vitest'
import type { LiveFlowsStatus } from '../../src/model/live-flows.ts'
import { newRecords } from '../../src/store/flow-feed.ts'
import { flowAt } from '../engine/flows.ts'
import { LiveProgram, noon } from '../ui/live-program.ts'
import { Program } from '../ui/screens.ts'

const minute = 60_000
const flowsAt = (...minutes: readonly number[]) => minutes.map((at) => flowAt(noon + at * minute))
const followed = (program: Program) => program.effects.filter(({ type }) => type === 'follow-flows').length

test.each(['f', 'H', 'R', 'B'])('%s asks for the flows of a live cluster, and nothing does so twice', (key) => {
  const program = new LiveProgram()
  expect(followed(program)).toBe(0)
  expect(followed(program.press(key))).toBe(1)
  expect(followed(program.press('esc f esc H R esc B'))).toBe(1)
})

test('another cluster begins without flows, and asks for them anew', () => {
  const program = new LiveProgram()
    .press('H')
    .came(...flowsAt(0))
    .press('p')
  program.send({ type: 'opening', title: 'other', paths: [] })
  expect(program.state).toMatchObject({ flows: null, flowFeed: { isFollowed: false, isPaused: false, live: null } })
})

test('a board that counted flows when it was last looked at asks for them at once', () => {
  const program = new LiveProgram().press('H')
  const { live } = program.state.source
  program.send({ type: 'opening', title: 'aks-prod', paths: [] })
  expect(followed(program)).toBe(1)
  program.send({ type: 'live', live: live ?? expect.fail() })
  expect(followed(program)).toBe(2)
})

test('of a cluster whose flows are not to be followed the keys say why they do nothing', () => {
  const program = new LiveProgram()
  program.state = { ...program.state, settings: { ...program.state.settings, followsFlows: false } }
  expect(program.press('f').row(-2)).toContain('flows are not followed: --live-flows off was given')
  expect(followed(program)).toBe(0)
})

test('while paused the screen stands still, what comes is counted, and all of it is there when it goes on', () => {
  const program = new LiveProgram({ columns: 120, rows: 36 }).press('f tab').told({ state: 'streaming', since: noon })
  program.came(...flowsAt(1, 2)).press('p')
  const before = program.screen().split('\n').slice(1).join('\n')
  program.came(flowAt(noon + 3 * minute, { port: 9 }), flowAt(noon + 4 * minute, { port: 9 }))
  expect(program.screen().split('\n').slice(1).join('\n')).toBe(before)
  expect(newRecords(program.state)).toBe(2)
  expect(program.row(0)).toContain('paused, 2 new')
  program.press('p')
  expect(program.state.flows).toMatchObject({ records: 4, rows: [{ records: 2 }, { records: 2 }] })
  expect(program.row(0)).toContain('2 distinct flows · 12:00-12:04   ● streaming')
})

test('the first flows are shown even where it was paused before they came', () => {
  const program = new LiveProgram().press('f p').came(...flowsAt(1))
  expect(program.state.flows?.records).toBe(1)
})

test('the window moves with the flows, and can be changed while they stand still', () => {
  const program = new LiveProgram()
    .press('H')
    .came(...flowsAt(0, 20, 30))
    .press('< <')
  expect(program.state.flows).toMatchObject({ windowMs: 15 * minute, records: 2 })
  program.came(...flowsAt(40, 41)).press('p')
  expect(program.state.flows?.records).toBe(3)
  program.came(...flowsAt(55)).press('<')
  expect(program.state.flows).toMatchObject({ windowMs: 5 * minute, records: 2 })
  expect(program.press('p').state.flows?.records).toBe(1)
  expect(program.press('<').row(-2)).toContain('this is the shortest time')
  expect(program.press('> > >').state.flows?.records).toBe(6)
  expect(program.press('>').row(-2)).toContain('this is all that was recorded')
})

test('records that tell of more than the window are counted whole, and how many there are is said', () => {
  const program = new LiveProgram().press('f tab').came(flowAt(noon + 40 * minute, { start: noon }), ...flowsAt(39))
  expect(program.press('<').row(-2)).not.toContain('tell of the time before')
  expect(program.press('<').row(-2)).toContain('2 records  1 record tells of the time before too')
})

test('flows of a snapshot do not go on by themselves', () => {
  const program = new Program('catfacts').press('p')
  expect(program.row(-2)).toContain('only the flows of a live cluster go on by themselves')
})

const statuses: readonly (readonly [LiveFlowsStatus, string, string])[] = [
  [{ state: 'connecting', detail: 'looking for the cluster' }, '● connecting', 'connecting to Whisker: looking for'],
  [{ state: 'history', records: 1200 }, '● reading 1 200', 'reading what Whisker recorded before: 1 200 records'],
  [{ state: 'streaming', since: noon }, '● streaming', 'no flow was recorded so far'],
  [
    { state: 'lost', since: noon - minute, reason: 'the pod is gone', retryAt: noon + 3000 },
    '● lost, next try in 3 s',
    'lost since 11:59:00: the pod is gone',
  ],
  [
    { state: 'absent', reason: 'Whisker is not installed', hint: 'apply a Goldmane and a Whisker' },
    '● no flows here',
    'apply a Goldmane and a Whisker',
  ],
  [
    { state: 'forbidden', reason: 'Whisker cannot be reached', hint: 'you may not create pods/portforward' },
    '● forbidden',
    'you may not create pods/portforward',
  ],
]

test.each(statuses)('$state is told where flows are looked at, and with the cluster', (status, short, full) => {
  const program = new LiveProgram().press('f').told(status)
  expect(program.row(0)).toContain(short)
  expect(program.screen()).toContain(full)
  expect(program.press('tab').screen()).toContain(full)
  expect(program.press('esc R').screen()).toContain(full)
  expect(program.press('esc H').row(0)).toContain(short)
  expect(program.press('B').screen()).toContain(full)
  if (status.state !== 'streaming') {
    const cluster = program
      .press('L')
      .screen()
      .replace(/[│┃\s]+/g, ' ')
    expect(cluster).toContain(full.split(' ').slice(0, 3).join(' '))
  }
})

test('a certificate that could not be checked is told as long as it is so', () => {
  const program = new LiveProgram().press('f').told({ state: 'streaming', since: noon }, 0, false)
  expect(program.row(0)).toContain('TLS unverified')
  expect(program.screen()).toContain('the certificate of Whisker could not be checked')
})

test('a flow that was denied is one key from its trace, and the trace stays while flows come', () => {
  const program = new Program('catfacts').press('H l D')
  expect(program.screen()).toMatch(/dev\/netshoot .*catfacts\/db/)
  const trace = program.screen()
  program.send({ type: 'flows', flows: new Program('storefront').state.flows ?? expect.fail() })
  expect(program.screen()).toBe(trace)
})

test('what a policy denied opens from its description', () => {
  const program = new Program('catfacts').press('l enter')
  while (!program.screen().includes('enter traces this connection')) program.press('j')
  expect(program.press('enter').screen()).toMatch(/dev\/netshoot .*catfacts\/db/)
})

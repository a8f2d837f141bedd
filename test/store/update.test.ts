import { expect, test } from 'vitest'
import type { Message } from '../../src/store/message.ts'
import { topView } from '../../src/store/state.ts'
import { Program, snapshotIndex } from '../ui/screens.ts'

const progress = { bytesRead: 12_000_000, bytesTotal: 48_000_000, objects: 18_304, file: 'big.json', elapsedMs: 1000 }

function reading(...messages: readonly Message[]): Program {
  const program = new Program(null)
  program.send({ type: 'opening', title: 'big', paths: ['big.json'] })
  program.press('')
  for (const message of messages) program.send(message)
  return program
}

test('while a snapshot is read, what is known is shown, with how much is left', () => {
  const program = new Program('catfacts').send({ type: 'opening', title: 'big', paths: ['big.json'] })
  program.send({ type: 'progress', progress })
  expect(program.screen()).toContain('reading big')
  expect(program.screen()).toContain('12 MB of 48 MB, 18 304 objects, about 3 s left')
  program.send({ type: 'cluster', index: snapshotIndex('quiz') })
  expect(program.screen()).toContain('policy1')
  expect(program.row(0)).toContain('reading 12 MB of 48 MB')
})

test('escape at the root cancels the reading', () => {
  const program = new Program('catfacts').send({ type: 'opening', title: 'big', paths: ['big.json'] }).press('esc')
  expect(program.effects).toContainEqual({ type: 'cancel' })
  program.send({ type: 'open-cancelled' })
  expect(program.screen()).toContain('reading was cancelled')
})

test('what failed stays on the screen with its reason', () => {
  const program = new Program('catfacts').send({ type: 'opening', title: 'big', paths: ['big.json'] })
  program.send({ type: 'open-failed', message: 'big.json: no such file' })
  expect(program.screen()).toContain('big could not be read')
  expect(program.screen()).toContain('big.json: no such file')
})

test('a long reason is broken, not cut', () => {
  const program = new Program('catfacts', { columns: 80, rows: 24 })
  program.send({ type: 'opening', title: 'big', paths: ['big'] })
  const known = 'catfacts, catfacts-done, catfacts-staged, catfacts-untouched, kitchen-sink, storefront-zones'
  program.send({ type: 'open-failed', message: `\`big\`: no such file or folder; bundled snapshots: ${known}` })
  const body = program.screen().split('\n').slice(0, -2).join(' ').replace(/\s+/g, ' ')
  expect(body).toContain(known)
})

test('a toast goes after a while and stays among the messages', () => {
  const program = reading({ type: 'toast', severity: 'warning', text: 'the clock is wrong' })
  expect(program.row(-2)).toContain('the clock is wrong')
  const wait = program.effects.find((effect) => effect.type === 'after')
  if (wait?.type === 'after') program.send(wait.message)
  expect(program.row(-2)).not.toContain('the clock is wrong')
  expect(program.state.toasts).toHaveLength(1)
})

test('a new size keeps the cursor on its policy', () => {
  const program = new Program('kitchen-sink', { columns: 200, rows: 50 }).press('l j j')
  const before = /(\d+\/\d+ in \w+)/.exec(program.row(-2))?.[1] ?? 'none'
  for (const [columns, rows] of [
    [80, 24],
    [60, 18],
    [120, 36],
  ] as const) {
    program.send({ type: 'resized', columns, rows })
    expect(program.row(-2)).toContain(before)
  }
})

test('a changed cluster keeps the cursor on its policy', () => {
  const program = new Program('catfacts')
    .press('l j j')
    .send({ type: 'cluster', index: snapshotIndex('catfacts-done') })
  expect(program.screen()).toContain('─ catfacts/platform.facts ')
})

test('a snapshot that is chosen is opened on a new board', () => {
  const program = new Program(null).send({
    type: 'snapshots',
    list: [{ name: 'quiz', title: 'Quiz', readme: '# Quiz', path: '/snapshots/quiz' }],
  })
  program.press('enter')
  expect(program.effects).toContainEqual({ type: 'open', paths: ['/snapshots/quiz'] })
  expect(topView(program.state).type).toBe('board')
})

test('pasted text goes into what is being typed', () => {
  const program = new Program('catfacts').press('/').send({ type: 'paste', text: 'platform\n' })
  expect(program.row(-2)).toContain('/platform')
})

test('a key that means nothing here says so', () => {
  const program = new Program('catfacts').press('#')
  expect(program.row(-2)).toContain('# does nothing here: ? shows the keys that do')
})

test('why a key did nothing goes with the next key that does something, and stays among the messages', () => {
  const program = new Program('catfacts').press('esc')
  expect(program.row(-2)).toContain('this is where it began')
  program.press('l')
  expect(program.row(-2)).not.toContain('this is where it began')
  program.press('t enter').type('d')
  expect(program.row(-2)).not.toContain('where does the connection')
  expect(program.state.toasts.map(({ text }) => text)).toContain('this is where it began: q quits')
})

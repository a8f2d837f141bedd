import { expect, test } from 'vitest'
import { keymap } from '../../src/store/keymap.ts'
import { helpRows, paletteRows } from '../../src/store/palette.ts'
import { topView } from '../../src/store/state.ts'
import { Program } from '../ui/screens.ts'

test('the palette runs a command by its name', () => {
  const program = new Program('catfacts').press(':').type('staged').press('enter')
  expect(program.state.settings.showStaged).toBe(false)
  expect(program.state.overlay).toBeNull()
})

test('the palette opens an object by its name', () => {
  const program = new Program('catfacts').press('ctrl-p').type('platform.facts').press('enter')
  expect(program.row(0)).toContain('▸ catfacts/platform.facts')
})

test('q in the palette finds quit first, as fingers expect', () => {
  const rows = paletteRows(new Program('catfacts').state, keymap, 'q')
  expect(rows[0]).toMatchObject({ type: 'command', command: { id: 'program.quit' } })
})

test.each([
  ['pods', 'Pods', 'dev/netshoot'],
  ['gnp', 'Global network policies', 'security.blockep-ips'],
  ['netpol', 'Network policies', 'catfacts/platform.facts'],
  ['tiers', 'Tiers', 'platform'],
  ['svc', 'Services', 'catfacts/db'],
  ['ns', 'Namespaces', 'catfacts'],
])('`:%s` opens the list of that kind', (typed, crumb, name) => {
  const program = new Program('catfacts').press(':').type(typed).press('enter')
  expect(program.row(0)).toContain(`catfacts ▸ Board ▸ ${crumb} `)
  expect(program.screen()).toContain(name)
})

test('`:pods` holds no host endpoints, `:hep` nothing else', () => {
  const rows = (typed: string) => new Program('kitchen-sink').press(':').type(typed).press('enter').screen()
  expect(rows('hep')).toContain('hep:')
  expect(rows('hep')).not.toMatch(/ pod [│┃]/)
  expect(rows('pods')).not.toContain('hep:')
})

test.each([
  ['trace', 'trace.start'],
  ['flows', 'flows.open'],
  ['help', 'overlay.help'],
  ['q!', 'program.quit'],
  ['problems', 'open.problems'],
  ['rehearsal', 'rehearsal.open'],
  ['theme', 'program.theme'],
])('the command that is called %s stands first', (typed, id) => {
  expect(paletteRows(new Program('catfacts').state, keymap, typed)[0]).toMatchObject({
    type: 'command',
    command: { id },
  })
})

test('a command that cannot run here says why when it is called by its name, and no other takes its place', () => {
  const program = new Program('catfacts').press(':').type('ctx').press('enter')
  expect(program.state.toasts.at(-1)?.text).toContain('this is a snapshot')
  expect(program.effects.every(({ type }) => type === 'after')).toBe(true)
})

test.each(['ctrl-o', 'P', 'f', 'R', '!', 'g n', 'ctrl-s'])('%s pressed again does not pile up its view', (keys) => {
  const program = new Program('catfacts').press('n').press(keys)
  const { length } = program.state.views
  program.press('esc').press(keys).press(keys)
  expect(program.state.views).toHaveLength(length)
})

test('what was entered in the palette can be entered again', () => {
  const program = new Program('catfacts').press(':').type('platform.db').press('enter q :')
  expect(program.press('ctrl-r').screen()).toContain('┃ : platform.db')
})

test('the help lists only what can run now', () => {
  const ids = (program: Program) => helpRows(program.state, keymap, '').map((command) => command.id)
  expect(ids(new Program('catfacts'))).not.toContain('board.next-match')
  expect(ids(new Program('catfacts').press('/').type('db').press('enter'))).toContain('board.next-match')
})

test('the help is filtered by typing and runs what is chosen', () => {
  const program = new Program('catfacts').press('?').type('zoo')
  expect(program.screen()).toContain('no key does that here')
  program.press('ctrl-u').type('this pane alone').press('enter')
  const view = topView(program.state)
  expect(view.type === 'board' && view.zoomed).toBe(true)
})

test('escape closes an overlay and leaves the view as it was', () => {
  const program = new Program('catfacts').press('l j')
  const before = program.screen()
  expect(program.press('? down esc').screen()).toBe(before)
})

test('a command that cannot run says why', () => {
  const program = new Program('catfacts').press('n')
  expect(program.row(-2)).toContain('type / and what to look for first')
})

test('earlier messages are kept', () => {
  const program = new Program('catfacts').press('n esc !')
  expect(program.screen()).toContain('type / and what to look for first')
})

test('half a chord shows how it may go on, and is forgotten after a while', () => {
  const program = new Program('catfacts').press('g')
  expect(program.row(-2)).toContain('gg first')
  const wait = program.effects.find((effect) => effect.type === 'after')
  expect(wait?.type === 'after' && wait.ms).toBe(500)
  if (wait?.type === 'after') program.send(wait.message)
  expect(program.row(-2)).not.toContain('gg first')
})

test('a number before a motion repeats it', () => {
  const program = new Program('kitchen-sink').press('enter').press('g g')
  const once = new Program('kitchen-sink').press('enter g g j j').screen()
  expect(program.press('2 j').screen()).toBe(once)
})

test('every key is bound once in its context', () => {
  const bound = keymap.commands.flatMap((command) =>
    command.contexts.flatMap((context) => command.keys.map((keys) => `${context} ${keys}`)),
  )
  const twice = bound.filter((one, at) => bound.indexOf(one) !== at)
  expect(twice).toEqual([])
})

import { expect, test } from 'vitest'
import { suggestions } from '../../src/store/picker.ts'
import { topView } from '../../src/store/state.ts'
import { questionOf } from '../../src/store/trace-state.ts'
import { Program } from '../ui/screens.ts'

function offered(program: Program): readonly string[] {
  const view = topView(program.state)
  return view.type === 'picker' ? suggestions(program.state, view).map(({ text }) => text) : []
}

function asked(program: Program) {
  const view = topView(program.state)
  return view.type === 'picker' ? questionOf(view) : view.type === 'trace' ? view.question : null
}

function picker(snapshot = 'catfacts'): Program {
  return new Program(snapshot).press('t ctrl-r')
}

test.each([
  ['a part of the name', 'netsh', 'dev/netshoot'],
  ['the beginning of a word', 'worker', 'catfacts/worker'],
  ['several parts in any order', 'v6v db', 'catfacts/db-7f8c6b5d9c-v6vzq'],
  ['letters in order', 'ctfcdb', 'catfacts/db-7f8c6b5d9c-v6vzq'],
  ['the beginning of an address', '10.244.1.25', '10.244.1.25'],
])('a source is found by %s', (_, text, first) => {
  expect(offered(picker().type(text))[0]).toBe(first)
})

test('a workload is offered before its pods, and services only as a destination', () => {
  expect(offered(picker().type('facts/db')).slice(0, 2)).toEqual(['catfacts/db', 'catfacts/db-7f8c6b5d9c-v6vzq'])
  expect(offered(picker().type('svc:'))).toEqual([])
  const to = picker().type('dev/netshoot').press('enter').type('svc:catf')
  expect(offered(to)).toEqual(['svc:catfacts/db', 'svc:catfacts/facts'])
})

test('enter takes the first suggestion for a text that stands for nothing, and goes on to the next field', () => {
  const program = picker().type('netsh').press('enter').type('facts/db').press('enter')
  expect(asked(program)).toEqual({ from: 'dev/netshoot', to: 'catfacts/db', protocol: 'TCP', port: '' })
  expect(topView(program.state)).toMatchObject({ field: 'port' })
})

test('ports come from the containers of the destination and bring their protocol', () => {
  const program = picker().type('dev/netshoot').press('enter').type('kube-system/coredns').press('enter down')
  expect(offered(program)).toContain('UDP 53')
  const at = offered(program).indexOf('UDP 53')
  program.press('down '.repeat(at)).press('enter')
  expect(asked(program)).toMatchObject({ protocol: 'UDP', port: '53' })
})

test('a service with one port needs no other', () => {
  const program = picker().type('dev/netshoot').press('enter').type('svc:catfacts/db').press('enter')
  expect(topView(program.state)).toMatchObject({ type: 'trace', question: { to: 'svc:catfacts/db', port: '' } })
})

test('a name the cluster does not have is refused with those that may have been meant', () => {
  const program = picker()
    .type('dev/netshoot')
    .press('enter')
    .type('catfacts/k=v')
    .press('enter')
    .type('80')
    .press('enter')
  expect(topView(program.state).type).toBe('picker')
  expect(program.state.toasts.at(-1)?.text).toMatch(/catfacts\/k=v/)
})

test('ICMP asks for a type in place of a port', () => {
  const program = picker().type('dev/netshoot').press('enter').type('catfacts/db').press('enter shift-tab ctrl-u')
  program.type('icmp').press('enter')
  expect(program.screen()).toMatch(/ICMP type +any type/)
  expect(offered(program)[0]).toBe('8')
  program.press('down enter')
  expect(topView(program.state)).toMatchObject({ type: 'trace', question: { protocol: 'icmp', port: '8' } })
})

test('what was filled in for the user is replaced by the first character typed, and kept by the arrows', () => {
  const program = new Program('catfacts').press('l t')
  const to = asked(program)?.to ?? ''
  expect(to).not.toBe('')
  program.press('tab').type('10')
  expect(asked(program)?.to).toBe('10')
  const kept = new Program('catfacts').press('l t tab left end').type('x')
  expect(asked(kept)?.to).toBe(`${to}x`)
})

test('source and destination are swapped', () => {
  const program = picker().type('dev/netshoot').press('enter').type('catfacts/db').press('ctrl-x')
  expect(asked(program)).toMatchObject({ from: 'catfacts/db', to: 'dev/netshoot' })
})

test('connections traced are offered again, the last one first, and answered at once', () => {
  const program = picker()
    .type('dev/netshoot')
    .press('enter')
    .type('catfacts/db')
    .press('enter')
    .type('3306')
    .press('enter')
  expect(program.effects.at(-1)).toMatchObject({ type: 'remember', recent: [{ from: 'dev/netshoot' }] })
  program.press('esc t ctrl-r')
  expect(offered(program)[0]).toBe('dev/netshoot → catfacts/db TCP 3306')
  program.press('down enter')
  expect(topView(program.state)).toMatchObject({ type: 'trace', question: { port: '3306' } })
})

test.each([
  ['a policy of ingress stands for a destination', 'l enter', { to: /^catfacts\/db-/ }],
  ['a rule of ingress fills in everything', 'l enter j', { to: /^catfacts\/db-/ }],
])('%s', (_, keys, wanted) => {
  const question = asked(new Program('catfacts').press(keys).press('t'))
  expect(question?.to).toMatch(wanted.to)
})

test.each(['0', '99999', '1.5', '-1'])(
  'port %s is no port: it is not ticked, not replaced, and refused with what is',
  (port) => {
    const program = picker().type('dev/netshoot').press('enter').type('catfacts/db').press('enter').type(port)
    expect(program.screen()).toMatch(new RegExp(`port +${port.replace('.', '\\.')} +…`))
    program.press('enter')
    expect(asked(program)?.port).toBe(port)
    expect(topView(program.state).type).toBe('picker')
    expect(program.state.toasts.at(-1)?.text).toBe(
      `expected a port from 1 to 65535 or the name of a container port, not \`${port}\``,
    )
  },
)

test('a protocol that does not exist is not replaced by the first that does', () => {
  const program = picker().type('dev/netshoot').press('enter').type('catfacts/db').press('tab ctrl-u').type('xyz')
  program.press('tab')
  expect(asked(program)?.protocol).toBe('xyz')
  program.press('shift-tab enter')
  expect(topView(program.state)).toMatchObject({ type: 'picker', field: 'protocol' })
  expect(program.state.toasts.at(-1)?.text).toMatch(
    /expected a protocol such as TCP, UDP or ICMP, or a number, not `xyz`/,
  )
})

test('enter on an empty port takes the only one that the destination has, and says so before', () => {
  const program = picker().type('dev/netshoot').press('enter').type('catfacts/db').press('enter')
  expect(program.screen()).toContain('enter takes 3306, the only one known')
  program.press('enter')
  expect(topView(program.state)).toMatchObject({ type: 'trace', question: { to: 'catfacts/db', port: '3306' } })
})

test('a port that the destination has not by this name is not ticked, and told as wrong beside', () => {
  const program = picker().type('dev/netshoot').press('enter').type('catfacts/db').press('enter').type('zzz')
  expect(program.screen()).toMatch(/port +zzz +…/)
  expect(program.screen()).toContain('has no port named `zzz`')
  expect(program.press('ctrl-u').type('mysql').screen()).toMatch(/port +mysql +✓/)
})

test('a number too large for a protocol is taken as the port', () => {
  const program = picker().type('dev/netshoot').press('enter').type('catfacts/db').press('enter shift-tab ctrl-u')
  program.type('3307').press('enter')
  expect(asked(program)).toMatchObject({ protocol: 'TCP', port: '3307' })
  expect(program.screen()).toContain('3307 is a port: it was put there')
  expect(asked(picker().press('tab tab ctrl-u').type('47').press('tab'))).toMatchObject({ protocol: '47', port: '' })
})

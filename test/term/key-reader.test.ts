import { expect, test, vi } from 'vitest'
import { KeyReader } from '../../src/term/key-reader.ts'
import type { TermEvent } from '../../src/term/keys.ts'

function reader(): { keys: KeyReader; events: TermEvent[] } {
  const events: TermEvent[] = []
  return { keys: new KeyReader((event) => events.push(event)), events }
}

test('a character cut in two chunks is one key', () => {
  const { keys, events } = reader()
  const bytes = Buffer.from('日')
  keys.push(bytes.subarray(0, 1))
  keys.push(bytes.subarray(1))
  expect(events).toEqual([{ type: 'key', name: '日', text: '日' }])
})

test('an escape is the Escape key 50 ms later, unless the rest of a sequence comes first', () => {
  vi.useFakeTimers()
  const { keys, events } = reader()
  keys.push(Buffer.from('\x1b'))
  vi.advanceTimersByTime(49)
  expect(events).toEqual([])
  keys.push(Buffer.from('[A'))
  keys.push(Buffer.from('\x1b'))
  vi.advanceTimersByTime(51)
  expect(events.map((event) => event.type === 'key' && event.name)).toEqual(['up', 'esc'])
  vi.useRealTimers()
})

test('after a reset nothing of what came before is left', () => {
  const { keys, events } = reader()
  keys.push(Buffer.from('\x1b['))
  keys.reset()
  keys.push(Buffer.from('A'))
  expect(events).toEqual([{ type: 'key', name: 'A', text: 'A' }])
})

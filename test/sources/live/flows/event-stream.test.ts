import { expect, test } from 'vitest'
import { eventReader, type StreamEvent } from '../../../../src/sources/live/flows/event-stream.ts'

const stream = Buffer.from(
  'data: {"name":"größer \u2028"}\n\ndata:second\r\n\r\n: a comment\n\nevent: x\ndata: two\ndata: lines\n\nerror: rpc  error\n\ndata: never ended',
)
const whole: readonly StreamEvent[] = [
  { type: 'data', text: '{"name":"größer \u2028"}' },
  { type: 'data', text: 'second' },
  { type: 'data', text: 'two\nlines' },
  { type: 'error', text: 'rpc  error' },
]

test('events are the same wherever the bytes are cut', () => {
  for (let size = 1; size <= stream.length; size += 1) {
    const reader = eventReader(1000)
    const events: StreamEvent[] = []
    for (let at = 0; at < stream.length; at += size) events.push(...reader.push(stream.subarray(at, at + size)))
    expect(events, `pieces of ${size} bytes`).toEqual(whole)
  }
})

test('an event that is too long is told, costs no memory, and the next one is read', () => {
  const reader = eventReader(100)
  const piece = Buffer.alloc(1 << 16, 'x')
  const before = process.memoryUsage().heapUsed + process.memoryUsage().external
  reader.push(Buffer.from('data: '))
  for (let times = 0; times < 2000; times += 1) expect(reader.push(piece)).toEqual([])
  const after = process.memoryUsage().heapUsed + process.memoryUsage().external
  expect(after - before).toBeLessThan(60_000_000)
  expect(reader.push(Buffer.from('\n\ndata: short\n\n'))).toEqual([
    { type: 'too-long' },
    { type: 'data', text: 'short' },
  ])
})

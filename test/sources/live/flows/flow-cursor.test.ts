import { expect, test } from 'vitest'
import { decodeFlows } from '../../../../src/decode/flows/flow-reader.ts'
import type { Flow } from '../../../../src/model/flow.ts'
import { FlowCursor } from '../../../../src/sources/live/flows/flow-cursor.ts'
import { multiset } from '../../../fake-whisker/followed-flows.ts'
import { GoldmaneMemory, type WindowedFlow } from '../../../fake-whisker/goldmane-memory.ts'
import { keptFlow } from '../../../fake-whisker/kept-flows.ts'
import { whiskerRecord } from '../../../fake-whisker/server.ts'
import { Dice } from '../../../laws/dice.ts'

const flowOf = (record: WindowedFlow): Flow => {
  const [flow] = decodeFlows(whiskerRecord(record))
  if (flow === undefined || typeof flow === 'string') throw new Error('a record that is no flow')
  return flow
}

test('whatever breaks the stream, every record is taken as often as it was sent', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const dice = new Dice(seed)
    const memory = new GoldmaneMemory(1_800_000_000_000)
    const cursor = new FlowCursor()
    cursor.startAt(memory.next * 1000)
    const sent: Flow[] = []
    const taken: Flow[] = []
    let stop = () => {}
    // The records of a connection arrive in another order each time, and only so many of them before it breaks.
    const connect = () => {
      let left = dice.between(0, 29)
      cursor.begin()
      stop = memory.stream((cursor.from ?? 0) / 1000, (records) => {
        const order = records.map((record) => ({ record, at: dice.between(0, 999) })).sort((a, b) => a.at - b.at)
        for (const { record } of order) {
          left -= 1
          if (left < 0) return
          const flow = flowOf(record)
          if (cursor.take(flow)) taken.push(flow)
        }
      })
    }
    connect()
    for (let window = 0; window < 20; window += 1) {
      const flows = Array.from({ length: dice.between(0, 5) }, () =>
        keptFlow(dice.between(0, 2), `service-${dice.between(0, 3)}`),
      )
      const distinct = [...new Map(flows.map((flow) => [flow.key, flow])).values()]
      sent.push(...memory.publish(distinct).map(flowOf))
      for (let times = dice.between(0, 2); times > 0; times -= 1) {
        stop()
        connect()
      }
    }
    stop()
    cursor.begin()
    memory.stream((cursor.from ?? 0) / 1000, (records) => {
      for (const flow of records.map(flowOf)) if (cursor.take(flow)) taken.push(flow)
    })
    expect(multiset(taken), `seed ${seed}`).toEqual(multiset(sent))
  }
})

test('asked for a window to come, Goldmane sends all it keeps, and none of it is taken again', () => {
  const memory = new GoldmaneMemory(1_800_000_000_000)
  memory.remember(2, [keptFlow(1)])
  const cursor = new FlowCursor()
  cursor.startAt((memory.next + 15) * 1000)
  cursor.begin()
  const came: Flow[] = []
  const stop = memory.stream((cursor.from ?? 0) / 1000, (records) => came.push(...records.map(flowOf)))
  stop()
  expect(came).toHaveLength(1)
  expect(came.filter((flow) => cursor.take(flow))).toEqual([])
})

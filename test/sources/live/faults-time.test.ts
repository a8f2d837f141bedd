import { describe, expect, test } from 'vitest'
import type { KindStatus } from '../../../src/model/live.ts'
import { ApiError } from '../../../src/sources/live/api-error.ts'
import { backoff } from '../../../src/sources/live/backoff.ts'
import { Heartbeat } from '../../../src/sources/live/heartbeat.ts'
import { Reflector } from '../../../src/sources/live/reflector.ts'
import { requestLimits } from '../../../src/sources/live/request-limits.ts'

/** A heartbeat whose time is played: each entry is one tick, how long it took and whether the server then answers. */
async function played(
  ticks: readonly { readonly ms: number; readonly answers: boolean }[],
): Promise<readonly string[]> {
  const told: string[] = []
  const stop = new AbortController()
  let time = 0
  let at = 0
  const heart = new Heartbeat({
    client: {
      json: async () => {
        told.push(`asked at ${time / 1000}`)
        if (ticks[at - 1]?.answers !== true) throw new ApiError('timeout', 'no answer')
        return {}
      },
    },
    now: () => time,
    onRevived: () => told.push(`revived at ${time / 1000}`),
    onReassured: () => told.push(`reassured at ${time / 1000}`),
    onLost: (reason, since) => told.push(`lost at ${time / 1000}, as of ${since / 1000}: ${reason}`),
    pause: async () => {
      const tick = ticks[at]
      at += 1
      if (tick === undefined) stop.abort()
      else time += tick.ms
    },
  })
  await heart.run(stop.signal)
  return told.filter((line) => !line.startsWith('asked'))
}

const seconds = (count: number, answers: boolean) => Array.from({ length: count }, () => ({ ms: 1000, answers }))

describe('fault 14: a connection that is dead without a word', () => {
  test('is noticed within 60 seconds, and said to be as of the last answer', async () => {
    const told = await played([...seconds(26, true), ...seconds(60, false)])
    expect(told).toEqual(['lost at 51, as of 25: no answer'])
  })

  test('is revived with the first answer', async () => {
    const told = await played([...seconds(26, true), ...seconds(40, false), ...seconds(3, true)])
    expect(told.at(-1)).toBe('revived at 67')
  })
})

test('fault 15: after the machine slept every watch is opened anew with the next tick', async () => {
  expect(await played([...seconds(5, true), { ms: 3_600_000, answers: true }, ...seconds(2, true)])).toEqual([
    'revived at 3605',
  ])
})

test('fault 14: a reflector keeps what it knows as stale while the server is lost, and is live when it is woken', async () => {
  const statuses: KindStatus[] = []
  const stop = new AbortController()
  let opened = 0
  const reflector = new Reflector({
    client: {
      json: async () => ({ kind: 'PodList', metadata: { resourceVersion: '5' }, items: [] }),
      lines: (_path, { signal }, sink) => {
        opened += 1
        sink.open()
        if (opened === 1) reflector.lost('no answer', 1)
        return new Promise((_, reject) => {
          const end = () => reject(new ApiError('aborted', 'cancelled'))
          signal.addEventListener('abort', end)
          // The first one is dead and stays open until it is woken; the second ends the test.
          if (opened === 1) queueMicrotask(() => reflector.wake())
          else stop.abort()
        })
      },
    },
    place: { path: '/api/v1/pods', namespace: null },
    fallback: null,
    query: {},
    limits: requestLimits(() => 0),
    now: () => 7,
    random: () => 0,
    sink: {
      put: () => {},
      remove: () => {},
      list: () => ({ page: () => {}, end: () => {} }),
      status: (status) => statuses.push(status),
      trouble: () => {},
    },
  })
  await reflector.run(stop.signal)
  expect(statuses.map(({ state }) => state)).toEqual(['loading', 'live', 'live', 'stale', 'live'])
  expect(statuses[3]).toMatchObject({ since: 1, reason: 'no answer' })
})

test('waits double from 0.8 s up to 30 s, and start over after a reset', () => {
  const waits = backoff(() => 0.999_999)
  const rounded = () => Math.round(waits.next() / 100) / 10
  expect([rounded(), rounded(), rounded(), rounded(), rounded(), rounded(), rounded()]).toEqual([
    0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30,
  ])
  waits.reset()
  expect(rounded()).toBe(0.8)
})

test('forty requests start at once, and no more than four lists run at a time', async () => {
  const limits = requestLimits(() => 0)
  for (let at = 0; at < 40; at += 1) await limits.take(new AbortController().signal)
  const waits = new AbortController()
  let isWaiting = true
  const next = limits.take(waits.signal).then(() => {
    isWaiting = false
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isWaiting).toBe(true)
  waits.abort()
  await next

  let [running, most] = [0, 0]
  const ends: (() => void)[] = []
  const lists = Array.from({ length: 9 }, () =>
    limits.list(async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise<void>((resolve) => ends.push(resolve))
      running -= 1
    }),
  )
  while (most > 0 || ends.length > 0) {
    await new Promise((resolve) => setImmediate(resolve))
    const end = ends.shift()
    if (end === undefined) break
    end()
  }
  await Promise.all(lists)
  expect(most).toBe(4)
})

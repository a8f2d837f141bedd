import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { decodeFlows } from '../../../../src/decode/flows/flow-reader.ts'
import { sendStatus } from '../../../fake-apiserver/server.ts'
import { dataObject } from '../../../fake-whisker/cluster-objects.ts'
import { FollowedFlows, multiset } from '../../../fake-whisker/followed-flows.ts'
import { type WindowedFlow, windowSeconds } from '../../../fake-whisker/goldmane-memory.ts'
import { keptFlow } from '../../../fake-whisker/kept-flows.ts'
import { type FakeWhisker, whiskerRecord } from '../../../fake-whisker/server.ts'
import { WhiskerCluster } from '../../../fake-whisker/whisker-cluster.ts'
import { Dice } from '../../../laws/dice.ts'
import { Authority } from '../certificates.ts'

const authority = new Authority('tigera-operator-signer')
const names = ['DNS:whisker.calico-system.svc', 'DNS:localhost']
const pair = authority.sign({ name: 'whisker', alternatives: names, from: null, to: null })
afterAll(() => authority.close())

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function cluster(port = 8081): Promise<WhiskerCluster> {
  const made = new WhiskerCluster()
  closing.push(() => made.stop())
  await made.start(port)
  return made
}

function follow(from: WhiskerCluster, sinceMs: number | null = null): FollowedFlows {
  const followed = new FollowedFlows(from.client(), 'whisker', sinceMs)
  closing.push(() => followed.stop())
  return followed
}

describe('ways to Whisker', () => {
  test('over TLS, its certificate is checked by the authority of the cluster', async () => {
    const made = await cluster(8443)
    made.server.store.put(
      'v1/configmaps',
      dataObject('ConfigMap', 'whisker-ca-bundle', {
        'ca.crt': authority.cert,
        'tigera-ca-bundle.crt': authority.cert,
      }),
    )
    await made.whisker(8443, { tls: pair })
    made.memory.remember(1, [keptFlow(1)])
    const followed = follow(made)
    await followed.until(() => followed.state === 'streaming')
    expect(followed.told.at(-1)?.isTlsVerified).toBe(true)
    expect(followed.flows).toHaveLength(1)
  })

  test('where that authority may not be read, or did not sign, flows come all the same and it is said', async () => {
    const made = await cluster(8443)
    await made.whisker(8443, { tls: pair })
    const without = follow(made)
    await without.until(() => without.state === 'streaming')
    expect(without.told.at(-1)?.isTlsVerified).toBe(false)
    const other = new Authority('somebody')
    made.server.store.put(
      'v1/configmaps',
      dataObject('ConfigMap', 'whisker-ca-bundle', { 'tigera-ca-bundle.crt': other.cert }),
    )
    other.close()
    const wrong = follow(made)
    await wrong.until(() => wrong.state === 'streaming')
    expect(wrong.told.at(-1)?.isTlsVerified).toBe(false)
  })

  test('over TLS past the web server too, and without TLS no certificate is asked for', async () => {
    const made = await cluster(8443)
    made.server.store.put('v1/configmaps', dataObject('ConfigMap', 'whisker-ca-bundle', { 'ca.crt': authority.cert }))
    await made.whisker(3002, { base: '', tls: pair })
    const secure = follow(made)
    await secure.until(() => secure.state === 'streaming')
    expect(secure.told.at(-1)?.isTlsVerified).toBe(true)
    const plain = await cluster()
    await plain.whisker(8081)
    const followed = follow(plain)
    await followed.until(() => followed.state === 'streaming')
    expect(plain.server.asked.filter((path) => path.includes('configmaps'))).toEqual([])
  })

  test('past the web server, where that does not answer or has only pages', async () => {
    const made = await cluster(8081)
    await made.whisker(8081, { base: '' })
    await made.whisker(3002, { base: '' })
    made.memory.remember(1, [keptFlow(1)])
    const followed = follow(made)
    await followed.until(() => followed.state === 'streaming')
    expect(followed.flows).toHaveLength(1)
    made.forwarding.targets.delete('calico-system/whisker-7d9f:8081')
    const again = follow(made)
    await again.until(() => again.state === 'streaming')
  })

  test('a cluster without Whisker says how to switch it on', async () => {
    const made = await cluster()
    made.server.store.delete('v1/services', 'calico-system', 'whisker')
    const followed = follow(made)
    await followed.until(() => followed.state === 'absent')
    expect(followed.told.at(-1)?.status).toMatchObject({
      reason: 'this cluster has no Whisker in calico-system',
      hint: expect.stringMatching(/3\.30.*Goldmane and Whisker of operator\.tigera\.io\/v1, each named `default`/),
    })
  })

  test('what is missing is looked for again at once when one asks', async () => {
    const made = await cluster()
    await made.whisker(8081)
    const service = made.server.store.get('v1/services', 'calico-system', 'whisker')
    if (service === null) throw new Error('the Service is gone')
    made.server.store.delete('v1/services', 'calico-system', 'whisker')
    const followed = follow(made)
    await followed.until(() => followed.state === 'absent')
    made.server.store.put('v1/services', service)
    followed.askAgain()
    await followed.until(() => followed.state === 'streaming')
  })

  test('a pod that is not ready, and a port that nothing answers at, are told with what the node says', async () => {
    const made = await cluster()
    made.forwarding.refusal =
      'error forwarding port 8081: dial tcp4 127.0.0.1:8081: connect: connection \u001b[31mrefused'
    const followed = follow(made)
    await followed.until(() => followed.state === 'lost')
    expect(followed.told.at(-1)?.status).toMatchObject({
      reason:
        'port 8081 of pod whisker-7d9f cannot be reached: error forwarding port 8081: dial tcp4 127.0.0.1:8081: connect: connection [31mrefused',
    })
    const pod = made.server.store.get('v1/pods', 'calico-system', 'whisker-7d9f')
    if (pod === null) throw new Error('the pod is gone')
    made.server.store.put('v1/pods', { ...pod, status: { conditions: [{ type: 'Ready', status: 'False' }] } })
    await followed.until(() => /no pod of the Service whisker/.test(JSON.stringify(followed.told.at(-1)?.status)))
  })

  test('a Service that may not be read is told as the right that is missing', async () => {
    const made = await cluster()
    made.server.faults.push((_request, path) =>
      /services/.test(path)
        ? (response) => {
            const what = 'cannot get resource "services" in API group "" in the namespace "calico-system"'
            sendStatus(response, 403, 'Forbidden', `services "whisker" is forbidden: User "me" ${what}`)
          }
        : null,
    )
    const followed = follow(made)
    await followed.until(() => followed.state === 'forbidden')
    expect(followed.told.at(-1)?.status).toMatchObject({
      hint: expect.stringContaining('you lack `get` on `services`'),
    })
  })
})

test.each([8081, 8443])('following ends at once whenever it is stopped, at port %i', async (port) => {
  const made = await cluster(port)
  await made.whisker(port, port === 8443 ? { tls: pair } : {})
  made.memory.remember(1, [keptFlow(1)])
  for (let turns = 0; turns < 120; turns += 3) {
    const followed = new FollowedFlows(made.client())
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    await followed.stop()
  }
  // It is stopped by what it tells, too: in the middle of what it does.
  for (const state of ['connecting', 'history', 'streaming']) {
    const followed = new FollowedFlows(made.client())
    await followed.until(() => followed.state === state)
    await followed.stop()
  }
})

describe('what Whisker sends', () => {
  async function streaming(): Promise<{ made: WhiskerCluster; whisker: FakeWhisker; followed: FollowedFlows }> {
    const made = await cluster()
    const whisker = await made.whisker(8081)
    const followed = follow(made)
    await followed.until(() => followed.state === 'streaming')
    return { made, whisker, followed }
  }

  test('an item that is no flow is counted and told, and the next one is read', async () => {
    const { made, whisker, followed } = await streaming()
    whisker.write('data: {"source_name":"a","dest_name":"b"}\n\ndata: not json\n\n')
    whisker.write(`data: ${'x'.repeat(300_000)}\n\n`)
    made.memory.publish([keptFlow(1)])
    await followed.until(() => followed.flows.length === 1 && followed.bad.length === 3)
    expect(followed.bad).toEqual([
      'no time from 2000 to 2099 that can be read',
      'a flow that is not JSON',
      'a flow of more than 262144 characters',
    ])
  })

  test('an error in the stream is told with its words, and the stream is opened again', async () => {
    const { made, whisker, followed } = await streaming()
    whisker.write('error: rpc error: code = Unavailable\u001b[2J\n\n')
    await followed.until(() => followed.state === 'lost')
    expect(followed.told.at(-1)?.status).toMatchObject({
      reason: 'Whisker says: rpc error: code = Unavailable [2J',
    })
    await followed.until(() => followed.state === 'streaming')
    made.memory.publish([keptFlow(1)])
    await followed.until(() => followed.flows.length === 1)
  })

  test('a refusal is told with its words until it passes', async () => {
    const made = await cluster()
    const whisker = await made.whisker(8081)
    const statuses = [500, 400]
    whisker.fault = (_url, response) => {
      const status = statuses.shift()
      if (status === undefined) return false
      response.writeHead(status).end(JSON.stringify({ error: 'Internal Server Error' }))
      return true
    }
    const followed = follow(made)
    await followed.until(() => followed.state === 'lost')
    expect(followed.told.at(-1)?.status).toMatchObject({ reason: 'Whisker refuses: Internal Server Error' })
    await followed.until(() => followed.state === 'streaming')
  })

  test('history that breaks off in the middle is read again, and nothing of it is doubled', async () => {
    const made = await cluster()
    await made.whisker(8081)
    const kept = Array.from({ length: 200 }, (_, number) => keptFlow(number + 1))
    made.memory.remember(2, kept)
    const breaks = [null, 30_000, 60_000]
    made.forwarding.breakAfter = () => breaks.shift() ?? null
    const followed = follow(made)
    await followed.until(() => followed.state === 'streaming')
    expect(followed.flows).toHaveLength(200)
    expect(new Set(multiset(followed.flows)).size).toBe(200)
    expect(breaks).toEqual([])
  })

  test('history comes in slices of five minutes, a dozen requests at most, and with what follows nothing is lost or doubled', async () => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const dice = new Dice(seed)
      const made = await cluster()
      const whisker = await made.whisker(8081)
      const bytes = new Map<string, number>()
      const windowOf = () => {
        const flows = Array.from({ length: dice.between(0, 4) }, () => keptFlow(dice.between(1, 6)))
        const distinct = [...new Map(flows.map((flow) => [flow.key, flow])).values()]
        for (const { fields } of distinct) {
          const name = String(fields.source_name)
          bytes.set(name, (bytes.get(name) ?? 0) + Number(fields.bytes_in))
        }
        return distinct
      }
      for (let ago = dice.between(1, 239); ago > 0; ago -= 1) made.memory.remember(ago, windowOf())
      const followed = follow(made)
      await followed.until(() => followed.state === 'streaming')
      for (let window = 0; window < 3; window += 1) made.memory.publish(windowOf())
      made.memory.publish([keptFlow(9)])
      await followed.until(() => followed.flows.some(({ source }) => source.name === 'worker-9-*'))
      const came = new Map<string, number>()
      for (const { source, counts } of followed.flows) {
        if (source.name !== 'worker-9-*') came.set(source.name, (came.get(source.name) ?? 0) + counts.bytesIn)
      }
      expect([...came].sort(), `seed ${seed}`).toEqual([...bytes].sort())
      expect(followed.bad).toEqual([])
      // The first question only finds out whether this is Whisker.
      expect(whisker.asked.filter((query) => !query.includes('watch')).length - 1).toBeLessThanOrEqual(12)
      const oldest = Math.min(...followed.flows.map(({ start }) => start))
      const later = followed.flows.filter(({ start }) => start > oldest + 15 * 60_000)
      for (const { start, end } of later) expect(end - start).toBeLessThanOrEqual(300_000)
      await followed.stop()
    }
  })

  test('only what is asked for of the past is asked of Whisker', async () => {
    const made = await cluster()
    const whisker = await made.whisker(8081)
    made.memory.remember(40, [keptFlow(1)])
    made.memory.remember(4, [keptFlow(2)])
    const followed = follow(made, Date.now() - 300_000)
    await followed.until(() => followed.state === 'streaming')
    expect(followed.flows.map(({ source }) => source.name)).toEqual(['worker-2-*'])
    const lists = whisker.asked.slice(2).filter((query) => !query.includes('watch'))
    expect(lists[0]).toMatch(/^\?startTimeGte=-30\d&startTimeLt=\d+$/)
    expect(lists.at(-1)).toMatch(/^\?startTimeGte=\d+&startTimeLt=-30$/)
  })

  test('a stream that ends after it held goes on without a word', async () => {
    const { made, whisker, followed } = await streaming()
    const told = followed.told.length
    followed.aheadMs = 6_000
    whisker.end()
    await followed.until(() => followed.told.length > told)
    expect(followed.states).toEqual(['connecting', 'history', 'streaming'])
    made.memory.publish([keptFlow(1)])
    await followed.until(() => followed.flows.length === 1)
  })

  test('a reader of flows that is slow is waited for, up to the pod, and then gets all', async () => {
    const { made, whisker, followed } = await streaming()
    let free = () => {}
    followed.busy = new Promise((resolve) => {
      free = resolve
    })
    // More than the buffers of the sockets on the way hold.
    const windows = 40
    const flows = Array.from({ length: 100 }, (_, number) => {
      const flow = keptFlow(number)
      return { ...flow, fields: { ...flow.fields, source_labels: `note=${'x'.repeat(20_000)}` } }
    })
    for (let window = 0; window < windows; window += 1) made.memory.publish(flows)
    await followed.until(() => followed.flows.length > 0)
    for (let turns = 0; turns < 300; turns += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(followed.flows.length).toBeLessThan((flows.length * windows) / 2)
    const [response] = whisker.streams
    expect(response?.writableLength).toBeGreaterThan(1_000_000)
    followed.busy = null
    free()
    await followed.until(() => followed.flows.length === flows.length * windows)
  })

  test('a stream that stalls, as over a connection that is half open, is given up and opened again', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    closing.push(async () => void vi.useRealTimers())
    const { made, whisker, followed } = await streaming()
    whisker.write('data: {"source_name":"half a flow"')
    made.forwarding.freeze()
    made.memory.publish([keptFlow(1)])
    for (let beats = 0; beats < 3; beats += 1) vi.advanceTimersByTime(20_000)
    await followed.until(() => followed.flows.length === 1)
    expect(followed.states).toEqual(['connecting', 'history', 'streaming', 'lost', 'streaming'])
    expect(followed.told.find(({ status }) => status.state === 'lost')?.status).toMatchObject({
      reason: 'port 8081 of pod whisker-7d9f does not answer',
    })
  })

  test('what was missed for longer than a stream goes back is read as a list, and the window that was cut is completed', async () => {
    const { made, followed } = await streaming()
    made.memory.publish([keptFlow(1)])
    await followed.until(() => followed.flows.length === 1)
    made.forwarding.refusal = 'away'
    made.forwarding.cut()
    await followed.until(() => followed.state === 'lost')
    for (let windows = 0; windows < 150; windows += 1) made.memory.publish([keptFlow(2), keptFlow(3)])
    followed.aheadMs = 40 * 60_000
    made.forwarding.refusal = null
    await followed.until(() => followed.state === 'streaming')
    const missed = followed.flows.slice(1)
    for (const name of ['worker-2-*', 'worker-3-*']) {
      const lengths = missed.filter(({ source }) => source.name === name).map(({ start, end }) => (end - start) / 1000)
      expect(lengths.reduce((sum, seconds) => sum + seconds, 0)).toBe(150 * windowSeconds)
      expect(Math.max(...lengths)).toBe(300)
    }
    made.memory.publish([keptFlow(4)])
    await followed.until(() => followed.flows.some(({ source }) => source.name === 'worker-4-*'))
  })

  test('whatever breaks and wherever, every record that was sent arrives, each as often as it was sent', async () => {
    for (let seed = 1; seed <= 2; seed += 1) {
      const dice = new Dice(seed)
      const { made, whisker, followed } = await streaming()
      let breaks = 12
      made.forwarding.breakAfter = () => {
        breaks -= 1
        return breaks < 0 ? null : dice.between(100, 20_000)
      }
      const sent: WindowedFlow[] = []
      made.forwarding.cut()
      for (let window = 0; window < 25; window += 1) {
        const flows = Array.from({ length: dice.between(0, 12) }, () =>
          keptFlow(dice.between(1, 5), `${dice.between(1, 3)}`),
        )
        sent.push(...made.memory.publish([...new Map(flows.map((flow) => [flow.key, flow])).values()]))
        if (dice.chance(20)) made.forwarding.cut()
        if (dice.chance(10)) whisker.end()
        if (dice.chance(10)) whisker.write('error: not now\n\n')
        await new Promise((resolve) => setImmediate(resolve))
      }
      await followed.until(() => followed.flows.length >= sent.length && breaks < 0)
      const records = sent.flatMap((flow) => decodeFlows(whiskerRecord(flow)))
      expect(multiset(followed.flows), `seed ${seed}`).toEqual(
        multiset(records.filter((flow) => typeof flow !== 'string')),
      )
      expect(followed.bad).toEqual([])
    }
  })
})

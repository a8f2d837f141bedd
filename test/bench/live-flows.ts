import { type ChildProcess, fork } from 'node:child_process'
import { Agent } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Flow } from '../../src/model/flow.ts'
import { ApiClient } from '../../src/sources/live/api-client.ts'
import { followFlows } from '../../src/sources/live/flows/follow-flows.ts'
import type { TorrentNews } from '../fake-whisker/torrent.ts'
import type { Row } from './report.ts'

const perSecond = 1000
const seconds = Number(process.env.CALICO_TUI_FLOW_SECONDS ?? 60)

/** Many flows a second from a fake Whisker over a port-forward that breaks off now and then: what arrives, and what it costs. */
export async function liveFlowRows(): Promise<Row[]> {
  const server = fork('test/run.mjs', ['test/fake-whisker/torrent.ts', String(perSecond), String(seconds)])
  const counts = new Map<string, number>()
  const stop = new AbortController()
  const ready = await news(server, 'ready')
  const client = clientOf(ready.url)
  let begin = () => {}
  const streaming = new Promise<void>((resolve) => {
    begin = resolve
  })
  const following = followFlows(
    {
      client,
      source: 'whisker',
      sinceMs: null,
      now: Date.now,
      random: Math.random,
      onFlows: (flows) => count(counts, flows),
      onStatus: ({ status }) => status.state === 'streaming' && begin(),
    },
    stop.signal,
  )
  await streaming
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const [cpu, from, memory] = [process.cpuUsage(), performance.now(), watchMemory()]
  server.send('go')
  const { records, cuts } = await news(server, 'sent')
  const used = process.cpuUsage(cpu)
  const share = ((used.user + used.system) / 1000 / (performance.now() - from)) * 100
  delay.disable()
  stop.abort()
  await following
  client.close()
  server.disconnect()
  const doubled = [...counts.values()].reduce((sum, times) => sum + times - 1, 0)
  const row = (what: string, figure: number, unit: Row['unit'], goal: number | null): Row => ({
    what,
    command: null,
    figure,
    unit,
    goal,
  })
  return [
    row(`records sent, ${perSecond} a second for ${seconds} s`, records, 'records', null),
    row('connections broken off meanwhile', cuts, 'times', null),
    row('records lost', records - counts.size, 'records', 0),
    row('records doubled', doubled, 'records', 0),
    row('share of a processor', share, '%', null),
    row('how long other work waits, 99 of 100', delay.percentile(99) / 1e6, 'ms', 50),
    row('the longest that other work waits', delay.max / 1e6, 'ms', null),
    row('memory taken, at most', memory(), 'MB', null),
  ]
}

function count(counts: Map<string, number>, flows: readonly Flow[]): void {
  for (const { source } of flows) counts.set(source.name, (counts.get(source.name) ?? 0) + 1)
}

/** Gives how much more memory there was at most than now, in megabytes. */
function watchMemory(): () => number {
  const before = process.memoryUsage().rss
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 100)
  return () => {
    clearInterval(timer)
    return (most - before) / 1024 / 1024
  }
}

function clientOf(url: string): ApiClient {
  return new ApiClient({
    server: new URL(url),
    credentials: { identity: async () => ({ headers: {}, tls: { rejectUnauthorized: true } }), rejected: () => false },
    userAgent: 'bench',
    agent: new Agent({ keepAlive: true }),
  })
}

function news<Type extends TorrentNews['type']>(
  server: ChildProcess,
  type: Type,
): Promise<Extract<TorrentNews, { type: Type }>> {
  return new Promise((resolve, reject) => {
    server.on('message', (told: TorrentNews) => {
      // The type of what is told says which of the news it is.
      if (told.type === type) resolve(told as Extract<TorrentNews, { type: Type }>)
    })
    server.once('exit', (code) => reject(new Error(`the server of the benchmark ended with ${code}`)))
  })
}

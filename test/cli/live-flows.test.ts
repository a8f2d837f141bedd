import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject } from '../fake-apiserver/store.ts'
import { keptFlow } from '../fake-whisker/kept-flows.ts'
import { WhiskerCluster } from '../fake-whisker/whisker-cluster.ts'
import { type Ran, type RunOptions, runCli } from './process.ts'

const cluster = new WhiskerCluster()
const folder = mkdtempSync(join(tmpdir(), 'calico-tui-flows-'))
const kubeconfig = join(folder, 'config')
const lines = readFileSync('snapshots/catfacts/flows.jsonl', 'utf8').trim().split('\n')

beforeAll(async () => {
  const { items }: { items: KubeObject[] } = JSON.parse(readFileSync('snapshots/catfacts/cluster.json', 'utf8'))
  for (const object of items) {
    const found = cluster.server.resources.find(
      ({ kind, name }) => kind === object.kind && name.startsWith(`${object.apiVersion}/`),
    )
    if (found !== undefined) cluster.server.store.put(found.name, object)
  }
  await cluster.start()
  await cluster.whisker(8081)
  const port = cluster.forwarding.targets.get('calico-system/whisker-7d9f:8081') ?? 0
  // The snapshot has a pod of Whisker itself.
  cluster.forwarding.targets.set('calico-system/whisker-5d6f7c8b9c-tl5xq:8081', port)
  const recorded = lines.map((line) => {
    const { start_time: _start, end_time: _end, ...fields }: Record<string, unknown> = JSON.parse(line)
    return { key: line, fields }
  })
  cluster.memory.remember(1, recorded)
  const contexts = ['fake', 'away'].map((name) => ({ name, context: { cluster: name } }))
  const clusters = [
    { name: 'fake', cluster: { server: cluster.server.url } },
    { name: 'away', cluster: { server: 'http://127.0.0.1:1' } },
  ]
  writeFileSync(kubeconfig, JSON.stringify({ 'current-context': 'fake', clusters, contexts }))
})
afterAll(async () => {
  await cluster.stop()
  rmSync(folder, { recursive: true })
})

const live = (options: RunOptions, ...args: readonly string[]): Promise<Ran> =>
  runCli(['--kubeconfig', kubeconfig, ...args], options)

test('a live cluster is replayed on what Whisker keeps as its snapshot is on its recorded flows', async () => {
  const command = ['flows', 'replay', '-o', 'json']
  const [here, there] = [await live({}, ...command), await runCli([...command, '--snapshot', 'catfacts'])]
  expect(here).toEqual({ ...there, stderr: here.stderr })
})

test('the staged policies of a live cluster are previewed on what Whisker keeps', async () => {
  const ran = await live({}, 'preview', '--staged')
  expect(ran.stdout).toMatch(/^✗ 2 distinct connections allowed today would be denied, of 19 recorded/)
  expect(ran.code).toBe(2)
})

test('as JSON lines they are what --flows reads', async () => {
  const ran = await live(
    { interruptWhen: (out) => out.split('\n').length > lines.length },
    'flows',
    'watch',
    '-o',
    'jsonl',
  )
  const file = join(folder, 'watched.jsonl')
  writeFileSync(file, ran.stdout)
  const [watched, recorded] = [
    await runCli(['flows', 'replay', '--snapshot', 'catfacts', '--flows', file]),
    await runCli(['flows', 'replay', '--snapshot', 'catfacts']),
  ]
  expect(watched.stdout).toBe(recorded.stdout)
})

test('a saved snapshot holds what Whisker keeps where one asks for that', async () => {
  const [file, without] = [join(folder, 'with.ctui.jsonl.gz'), join(folder, 'without.ctui.jsonl.gz')]
  const ran = await live({}, 'snapshot', 'save', file, '--live-flows', 'whisker')
  expect(ran.stderr).toMatch(/saved \d+ objects and 143 flows to/)
  expect((await runCli(['flows', 'replay', '--snapshot', file])).stdout).toBe(
    (await runCli(['flows', 'replay', '--snapshot', 'catfacts'])).stdout,
  )
  expect((await live({}, 'snapshot', 'save', without)).stderr).toMatch(/saved \d+ objects to/)
})

test('flows are watched as lines of text, those of before first, then each new one, until Ctrl-C', async () => {
  let isTold = false
  const ran = await live(
    {
      env: { TZ: 'UTC' },
      interruptWhen: (out) => {
        if (!isTold && out.includes('netshoot')) {
          isTold = true
          // The stream is opened after what was before is told.
          const timer = setInterval(() => {
            if (cluster.memory.streams === 0) return
            clearInterval(timer)
            cluster.memory.publish([keptFlow(7)])
          }, 5)
        }
        return out.includes('worker-7-*')
      },
    },
    'flows',
    'watch',
    '--since',
    '10m',
  )
  expect(ran.code).toBe(130)
  const [heading, ...told] = ran.stdout.trim().split('\n')
  expect(heading).toMatch(/^time {6}by {3}action {3}source +destination +port +decided by$/)
  expect(told).toHaveLength(lines.length + 1)
  expect(told.at(-1)).toMatch(
    /^\d\d:\d\d:\d\d {2}dst {2}✗ Deny {3}catfacts\/worker-7-\* +catfacts\/db-7f8c6b5d9c-\* +tcp 3306 +catfacts\/platform\.db rule 1 {2}~ staged: Allow by catfacts\/platform\.db rule 1$/,
  )
  expect(told).toContainEqual(expect.stringMatching(/dst {2}✗ Deny {3}dev\/netshoot .*end of tier platform/))
  expect(ran.stderr).toContain('Ctrl-C ends')
})

test('a break is told, and so is the way back', async () => {
  let isCut = false
  const ran = await live(
    {
      interruptWhen: (out) => {
        if (!isCut && cluster.memory.streams > 0) {
          isCut = true
          cluster.forwarding.cut()
          cluster.memory.publish([keptFlow(8)])
        }
        return out.includes('worker-8-*')
      },
    },
    'flows',
    'watch',
    '--since',
    '1h',
  )
  expect(ran.stderr).toMatch(
    /^note: the connection to port 8081 of pod whisker-5d6f7c8b9c-tl5xq broke: .*; it is tried again$/m,
  )
  expect(ran.stderr).toMatch(/^note: Whisker is back, nothing was lost$/m)
})

test('on a terminal a line of text is as wide as the terminal', async () => {
  const options = { columns: 80, interruptWhen: (out: string) => out.includes('netshoot') }
  const ran = await live(options, 'flows', 'watch', '--since', '1h', '--color', 'never')
  for (const line of ran.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

test.each([
  [['flows', 'watch', '--since', 'soon'], 64, '--since `soon` is no time: expected `10s`, `1m` or seconds'],
  [['flows', 'watch', '-o', 'csv'], 64, '`flows watch` prints text or jsonl, not csv'],
  [['flows', 'replay', '--since', '1m'], 64, '--since is for `flows watch`'],
  [['flows', 'watch', '--live-flows', 'off'], 64, '`flows watch` follows flows, and --live-flows is off'],
  [['flows', 'watch', '--context', 'away'], 1, '127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1'],
])('%j ends with %i', async (args, code, message) => {
  const ran = await live({}, ...args)
  expect(ran.stderr.split('\n').at(-2)).toBe(`calico-tui: ${message}`)
  expect(ran.code).toBe(code)
})

test('a cluster without Whisker says how to switch it on, and ends with 1', async () => {
  const service = cluster.server.store.get('v1/services', 'calico-system', 'whisker')
  if (service === null) throw new Error('the Service is gone')
  cluster.server.store.delete('v1/services', 'calico-system', 'whisker')
  for (const command of [
    ['flows', 'watch'],
    ['flows', 'replay'],
    ['preview', '--staged'],
  ]) {
    const ran = await live({}, ...command)
    expect(ran.code).toBe(1)
    expect(ran.stderr).toMatch(
      /calico-tui: this cluster has no Whisker in calico-system; .*Goldmane and Whisker of operator/,
    )
  }
  cluster.server.store.put('v1/services', service)
})

import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClusterIndex, indexCluster } from '../../src/engine/cluster-index.ts'
import { FlowGatherer } from '../../src/engine/flow-gatherer.ts'
import { type FlowTable, inWindow } from '../../src/engine/flow-table.ts'
import { ReplayTable } from '../../src/engine/replay-table.ts'
import type { Flow } from '../../src/model/flow.ts'
import { openFlows } from '../../src/sources/flow-files.ts'
import { initialState } from '../../src/store/initial.ts'
import { keymap } from '../../src/store/keymap.ts'
import type { Message } from '../../src/store/message.ts'
import { update } from '../../src/store/update.ts'
import { unicodeGlyphs } from '../../src/ui/glyphs.ts'
import { screenLines } from '../../src/ui/screen-lines.ts'
import { bundled, readSnapshot } from '../spec/snapshot.ts'
import type { Row } from './report.ts'

/** Recorded flows: reading them, replaying them, looking through them. */
export async function flowRows(): Promise<readonly Row[]> {
  const index = indexCluster(await readSnapshot('storefront'))
  const some = await flowsOf(['storefront'])
  return [...(await readingRows()), replayRow(new ReplayTable(index), some), ...explorerRows(index, some)]
}

async function flowsOf(paths: readonly string[]): Promise<Flow[]> {
  const flows: Flow[] = []
  for await (const event of openFlows(paths, { signal: null, bundled })) {
    if (event.type === 'flows') flows.push(...event.flows)
  }
  return flows
}

/** A log of 500,000 lines of 20,000 distinct flows, as whisker-backend sends them. */
async function readingRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-bench-'))
  const file = join(folder, 'flows.jsonl')
  try {
    writeLog(file, 500_000)
    const gatherer = new FlowGatherer()
    const from = performance.now()
    let most = 0
    for await (const event of openFlows([file], { signal: null, bundled: '' })) {
      if (event.type === 'flows') for (const flow of event.flows) gatherer.add(flow)
      most = Math.max(most, process.memoryUsage().rss)
    }
    const table = gatherer.table()
    const took = performance.now() - from
    if (table.records !== 500_000 || table.rows.length !== 20_000) throw new Error('flows were lost')
    return [
      {
        what: 'read 500,000 flow lines of 20,000 distinct flows',
        command: null,
        figure: took,
        unit: 'ms',
        goal: 15_000,
      },
      { what: 'memory at its highest meanwhile', command: null, figure: most / 1e6, unit: 'MB', goal: null },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function writeLog(file: string, lines: number): void {
  const handle = openSync(file, 'w')
  for (let at = 0; at < lines; at += 5000) {
    writeSync(handle, Array.from({ length: 5000 }, (_, more) => `${JSON.stringify(lineAt(at + more))}\n`).join(''))
  }
  closeSync(handle)
}

function lineAt(at: number): object {
  const which = at % 20_000
  const start = Date.UTC(2026, 7, 20, 10) + Math.floor(at / 20_000) * 15_000
  const policy = { kind: 'GlobalNetworkPolicy', name: 'platform.pass', namespace: '', tier: 'platform' }
  const profile = { kind: 'Profile', name: 'kns.storefront', namespace: '', tier: '' }
  const hits = [
    { ...policy, action: 'Pass', policy_index: 0, rule_index: 0, trigger: null },
    { ...profile, action: 'Allow', policy_index: 1, rule_index: 0, trigger: null },
  ]
  return {
    start_time: new Date(start).toISOString(),
    end_time: new Date(start + 15_000).toISOString(),
    action: 'Allow',
    source_name: `frontend-${which % 200}-*`,
    source_namespace: 'storefront',
    source_labels: 'app=frontend | fw-zone=dmz | pod-template-hash=7f8c6b5d9c',
    dest_name: `backend-${Math.floor(which / 200)}-*`,
    dest_namespace: 'storefront',
    dest_labels: 'app=backend | fw-zone=trusted | pod-template-hash=5d9c7f8c6b',
    protocol: 'tcp',
    dest_port: 8080,
    reporter: 'Src',
    policies: { enforced: hits, pending: hits },
    packets_in: 12,
    packets_out: 14,
    bytes_in: 4000,
    bytes_out: 1200,
  }
}

/** A million records of the storefront: the same few flows again and again, each as a value of its own. */
function replayRow(table: ReplayTable, some: readonly Flow[]): Row {
  const from = performance.now()
  for (let at = 0; at < 1_000_000; at += 1) {
    const flow = some[at % some.length]
    if (flow !== undefined) table.add({ ...flow })
  }
  table.agreement('enforced')
  table.agreement('pending')
  const figure = performance.now() - from
  return { what: 'replay 1,000,000 flows of the storefront', command: null, figure, unit: 'ms', goal: 20_000 }
}

/** The explorer over 200,000 distinct flows: each key of a filter, from the key to the painted screen; the slowest counts. */
function explorerRows(index: ClusterIndex, some: readonly Flow[]): readonly Row[] {
  const [like] = some
  if (like === undefined) throw new Error('the storefront has no flows')
  const gatherer = new FlowGatherer()
  for (let at = 0; at < 200_000; at += 1) gatherer.add(flowAt(like, at))
  const table = gatherer.table()
  return [...tableRows(gatherer, like), ...keyRows(index, table)]
}

/** What one more of 200,000 flows costs until it can be shown, and what another window does. */
function tableRows(gatherer: FlowGatherer, like: Flow): readonly Row[] {
  const row = (what: string, figure: number): Row => ({ what, command: null, figure, unit: 'ms', goal: 50 })
  const timed = <Made>(make: () => Made): readonly [Made, number] => {
    const from = performance.now()
    const made = make()
    return [made, performance.now() - from]
  }
  const runs = [0, 1, 2, 3, 4].map((at) => {
    gatherer.add(flowAt(like, at))
    const [table, tableMs] = timed(() => gatherer.table())
    return [tableMs, timed(() => inWindow(table, 900_000))[1]] as const
  })
  return [
    row('the table of 200,000 flows after one more', Math.min(...runs.map(([ms]) => ms))),
    row('the same in another window', Math.min(...runs.map(([, ms]) => ms))),
  ]
}

function keyRows(index: ClusterIndex, table: FlowTable): readonly Row[] {
  return Object.keys(ways).map((by) => ({
    what: `slowest key of a filter over 200,000 flows of 25,000 pairs, by ${by}`,
    command: null,
    figure: Math.min(...[1, 2, 3].map(() => slowestKey(index, { ...table }, by))),
    unit: 'ms',
    goal: 50,
  }))
}

/** The keys from the explorer to each way of looking at flows. */
const ways: Readonly<Record<string, readonly string[]>> = {
  flows: ['tab'],
  workloads: [],
  namespaces: ['tab', 'tab'],
  'workloads, as a matrix': ['M'],
  'neighbours of one': ['F'],
}

function flowAt(like: Flow, at: number): Flow {
  const pair = at % 25_000
  const source = { ...like.source, namespace: 'shop', name: `web-${pair % 500}-*` }
  const destination = { ...like.destination, namespace: `team-${pair % 97}`, name: `api-${Math.floor(pair / 500)}-*` }
  const isDenied = at % 10 === 0
  return { ...like, source, destination, port: 8000 + Math.floor(at / 25_000), action: isDenied ? 'Deny' : 'Allow' }
}

function slowestKey(index: ClusterIndex, flows: FlowTable, by: string): number {
  let state = initialState({ columns: 120, rows: 36 }, { opens: true, namespace: null, mouse: false })
  const send = (message: Message) => {
    const from = performance.now()
    state = update(state, message, keymap)[0]
    screenLines(state, keymap, { glyphs: unicodeGlyphs })
    return performance.now() - from
  }
  send({ type: 'opening', title: 'bench', paths: ['bench'] })
  send({ type: 'cluster', index })
  send({ type: 'flows', flows })
  send({ type: 'opened', now: 0 })
  for (const key of ['f', ...(ways[by] ?? []), '/']) send({ type: 'key', key })
  const keys = [
    'a',
    'p',
    'i',
    '-',
    '7',
    'space',
    ...'action:deny',
    'space',
    ...'!ns:team-9',
    'backspace',
    'backspace',
    'ctrl-u',
  ]
  return Math.max(...keys.map((key) => send({ type: 'key', key })))
}

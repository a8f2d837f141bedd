import { expect, test } from 'vitest'
import { columnsOf } from '../../src/engine/flow-columns.ts'
import { type FlowGroup, groupAt, groupName, groupsByNeed, planGroups, sumsOf } from '../../src/engine/flow-groups.ts'
import type { FlowRow } from '../../src/engine/flow-table.ts'
import { neighboursOf } from '../../src/engine/neighbours.ts'
import type { Flow, FlowEndpoint } from '../../src/model/flow.ts'
import { filterFlows } from '../../src/store/flow-filter.ts'
import { filterBetween } from '../../src/store/flow-words.ts'
import { Dice } from './dice.ts'

const seeds = [1, 2, 3, 4, 5]

function end(dice: Dice): FlowEndpoint {
  const like = { pod: null, ip: dice.chance(30) ? `10.0.0.${dice.between(0, 8)}` : null, labels: null, domains: null }
  const kind = dice.between(0, 5)
  if (kind === 0) return { ...like, type: 'net', namespace: null, name: dice.pick(['pub', 'pvt']) }
  if (kind === 1) return { ...like, type: 'ns', namespace: null, name: dice.pick(['feeds', 'partners']) }
  const name = dice.pick(['web-7d4f9c6b4d-*', 'web-5d9c7f8c6b-*', 'db-0', 'db-1', 'agent-*'])
  return { ...like, type: 'wep', namespace: dice.pick(['shop', 'ops', 'shop-2']), name }
}

function rowsOf(seed: number): readonly FlowRow[] {
  const dice = new Dice(seed)
  const ends = Array.from({ length: 9 }, () => end(dice))
  const service = { namespace: 'shop', name: 'db', portName: null, port: null }
  return Array.from({ length: 120 }, (): FlowRow => {
    const number = () => dice.between(0, 49)
    const flow: Flow = {
      start: 0,
      end: dice.between(0, 999),
      source: dice.pick(ends),
      destination: dice.pick(ends),
      protocol: dice.pick(['tcp', 'udp']),
      port: dice.pick([80, 443, null]),
      service: dice.chance(30) ? service : null,
      reporter: dice.pick(['src', 'dst']),
      action: dice.pick(['Allow', 'Deny']),
      enforced: [],
      pending: [],
      transit: null,
      counts: { packetsIn: number(), packetsOut: number(), bytesIn: number(), bytesOut: number() },
      connections: null,
      format: 'whisker',
    }
    return { flow, records: 1, connections: dice.between(1, 5), seen: [flow.end] }
  })
}

/** As the words say it: by connection the larger of what each reporter counts, added up by the names of the ends. */
function naive(rows: readonly FlowRow[], by: 'namespaces' | 'workloads'): readonly Omit<FlowGroup, 'ports'>[] {
  const pairs = new Map<string, FlowRow[]>()
  for (const row of rows) {
    const key = `${groupName(row.flow.source, by)} → ${groupName(row.flow.destination, by)}`
    pairs.set(key, [...(pairs.get(key) ?? []), row])
  }
  return [...pairs].map(([key, own]) => {
    const connections = new Map<string, FlowRow[]>()
    for (const row of own) {
      const { source, destination, protocol, port } = row.flow
      const one = `${source.namespace}/${source.name} ${destination.namespace}/${destination.name} ${protocol} ${port}`
      connections.set(one, [...(connections.get(one) ?? []), row])
    }
    const sum = (count: (row: FlowRow) => number) =>
      [...connections.values()].reduce((all, records) => {
        const side = (reporter: string) =>
          records.filter(({ flow }) => flow.reporter === reporter).reduce((part, row) => part + count(row), 0)
        return all + Math.max(side('src'), side('dst'))
      }, 0)
    const [source = '', destination = ''] = key.split(' → ')
    return {
      source,
      destination,
      connections: sum((row) => row.connections),
      denied: sum((row) => (row.flow.action === 'Deny' ? row.connections : 0)),
      bytes: sum(({ flow }) => flow.counts.bytesIn + flow.counts.bytesOut),
      packets: sum(({ flow }) => flow.counts.packetsIn + flow.counts.packetsOut),
      flows: own.length,
      lastSeen: Math.max(...own.map(({ flow }) => flow.end)),
    }
  })
}

const byName = (groups: readonly Omit<FlowGroup, 'ports'>[]) =>
  [...groups].sort((left, right) =>
    `${left.source} ${left.destination}` < `${right.source} ${right.destination}` ? -1 : 1,
  )

test.each(seeds)('flows put together are as naive adding makes them, all of them and a part (seed %i)', (seed) => {
  const rows = rowsOf(seed)
  const columns = columnsOf(rows)
  for (const by of ['namespaces', 'workloads'] as const) {
    const plan = planGroups(columns, by)
    for (const filter of ['', 'action:deny', 'src:web port:80']) {
      const { places } = filterFlows(columns, filter)
      const sums = sumsOf(plan, places)
      const found = Array.from(groupsByNeed(sums), (group) => groupAt(sums, group)).map(({ ports: _, ...rest }) => rest)
      const own = Array.from(places, (at) => rows[at]).filter((row) => row !== undefined)
      expect(byName(found)).toEqual(byName(naive(own, by)))
    }
  }
})

test.each(seeds)('the filter of a pair gives the flows that are counted in it (seed %i)', (seed) => {
  const columns = columnsOf(rowsOf(seed))
  for (const by of ['namespaces', 'workloads'] as const) {
    const plan = planGroups(columns, by)
    const sums = sumsOf(plan, filterFlows(columns, '').places)
    for (const group of groupsByNeed(sums)) {
      const { ports: _, ...whole } = groupAt(sums, group)
      const narrowed = sumsOf(plan, filterFlows(columns, filterBetween('', whole.source, whole.destination)).places)
      const found = Array.from(groupsByNeed(narrowed), (each) => groupAt(narrowed, each))
      expect(found).toMatchObject([whole])
    }
  }
})

test.each(seeds)('what leaves a workload comes in at its neighbours, and adds up to its pairs (seed %i)', (seed) => {
  const rows = rowsOf(seed)
  const columns = columnsOf(rows)
  const plan = planGroups(columns, 'workloads')
  const { places } = filterFlows(columns, '')
  for (const workload of plan.names) {
    for (const { peer, service, connections, denied, ports } of neighboursOf(plan, places, workload).callees) {
      const back = neighboursOf(plan, places, peer).callers.find(
        (edge) => edge.peer === workload && edge.service === service,
      )
      expect(back).toMatchObject({ connections, denied, ports })
    }
    const without = columnsOf(rows.map((row) => ({ ...row, flow: { ...row.flow, service: null } })))
    const edges = neighboursOf(planGroups(without, 'workloads'), places, workload).callees
    const pairs = naive(rows, 'workloads').filter(({ source }) => source === workload)
    expect(edges.map(({ peer, connections }) => `${peer} ${connections}`).sort()).toEqual(
      pairs.map(({ destination, connections }) => `${destination} ${connections}`).sort(),
    )
  }
})

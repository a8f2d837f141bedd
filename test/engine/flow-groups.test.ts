import { expect, test } from 'vitest'
import { columnsOf } from '../../src/engine/flow-columns.ts'
import { groupAt, groupName, groupsByNeed, planGroups, sumsOf } from '../../src/engine/flow-groups.ts'
import type { FlowRow } from '../../src/engine/flow-table.ts'
import type { Flow, FlowEndpoint } from '../../src/model/flow.ts'

function end(name: string, namespace: string | null = null, type: FlowEndpoint['type'] = null): FlowEndpoint {
  return { type, namespace, name, pod: null, ip: null, labels: null, domains: null }
}

const web = end('web-7d4f9c6b4d-*', 'shop')
const db = end('db-0', 'shop')

function row(reporter: Flow['reporter'], action: Flow['action'], connections: number, port = 3306): FlowRow {
  const counts = { packetsIn: 0, packetsOut: 0, bytesIn: 0, bytesOut: 0 }
  const flow: Flow = {
    start: 0,
    end: connections,
    source: web,
    destination: db,
    protocol: 'tcp',
    port,
    service: null,
    reporter,
    action,
    enforced: [],
    pending: [],
    transit: null,
    counts,
    connections: null,
    format: 'whisker',
  }
  return { flow, records: 1, connections, seen: [flow.end] }
}

function groupFlows(rows: readonly FlowRow[]) {
  const sums = sumsOf(planGroups(columnsOf(rows), 'workloads'), Int32Array.from(rows.keys()))
  return Array.from(groupsByNeed(sums), (group) => groupAt(sums, group))
}

test.each([
  [web, 'shop/web', 'shop'],
  [db, 'shop/db-0', 'shop'],
  [end('agent-*', 'ops'), 'ops/agent', 'ops'],
  [end('pub', null, 'net'), 'public network', 'public network'],
  [end('pvt', null, 'net'), 'private network', 'private network'],
  [end('feeds'), 'feeds', 'feeds'],
])('%o belongs to the workload %s and the namespace %s', (one, workload, namespace) => {
  expect([groupName(one, 'workloads'), groupName(one, 'namespaces')]).toEqual([workload, namespace])
})

test('the two records of one connection are not added, other ports are', () => {
  const [group] = groupFlows([row('src', 'Allow', 5), row('dst', 'Deny', 4), row('src', 'Allow', 2, 80)])
  expect(group).toMatchObject({ connections: 7, denied: 4, flows: 3, ports: ['tcp 3306', 'tcp 80'], lastSeen: 5 })
})

test('records of one reporter with other traces are added', () => {
  const [group] = groupFlows([row('src', 'Allow', 5), row('src', 'Deny', 4), row('dst', 'Allow', 6)])
  expect(group).toMatchObject({ connections: 9, denied: 4, flows: 3 })
})

import { expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import { planPods } from '../../src/decode/planned-pods.ts'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { trace } from '../../src/engine/trace.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Connection } from '../../src/model/connection.ts'
import { plainText } from '../../src/text/styled.ts'
import { connectionLines } from '../../src/text/trace.ts'

const observed = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'shop' },
  status: { podIP: '10.0.0.1' },
}
const template = { spec: { containers: [] } }
const workload = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template },
}

test('a planned pod is marked as planned where a connection is told, an observed one is not', () => {
  const read = applyChanges(emptyCluster, decode(observed, null))
  const index = indexCluster(applyChanges(read, planPods([workload], read)))
  const connection: Connection = {
    source: { type: 'endpoint', key: 'shop/a', ip: '10.0.0.1' },
    destination: { type: 'endpoint', key: 'shop/web-plan-0', ip: '100.64.0.1' },
    protocol: 'TCP',
    port: 80,
    sourcePort: null,
    icmp: null,
    http: null,
    original: null,
  }
  expect(connectionLines(trace(index, connection, 'enforced'), index).map(plainText)).toEqual([
    '  from  shop/a           10.0.0.1',
    '  to    shop/web-plan-0  100.64.0.1  planned  TCP 80',
  ])
})

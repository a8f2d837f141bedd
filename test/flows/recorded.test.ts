import { beforeAll, describe, expect, test } from 'vitest'
import type { Cluster } from '../../src/model/cluster.ts'
import { emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Scope } from '../../src/model/connection.ts'
import { tellers } from '../spec/answers.ts'
import { connectionOfFlow, flowName, hitsOf, type Recorded, recordedFlows, recordedHits } from '../spec/recorded.ts'
import { readSnapshot } from '../spec/snapshot.ts'

/** Names that a public address of the logs may have been reached by. */
const publicNames = ['api.twilio.com', 'dog.ceo']

const snapshots = ['catfacts', 'catfacts-untouched', 'storefront', 'storefront-zones']
const told = snapshots.flatMap((snapshot) => tellers.map((teller) => ({ snapshot, teller })))

describe.each(told)('flows of $snapshot ($teller.name)', ({ snapshot, teller }) => {
  let cluster: Cluster = emptyCluster
  beforeAll(async () => {
    cluster = await readSnapshot(snapshot)
  })

  const seen = (flow: Recorded, scope: Scope, name: string) => {
    const trace = teller.trace(cluster, connectionOfFlow(cluster, flow, name), scope)
    const leg = trace.legs.find((one) => one.direction === (flow.reporter === 'Src' ? 'egress' : 'ingress'))
    return { action: leg?.verdict, hits: leg === undefined ? [] : hitsOf(leg, scope), certain: trace.certain }
  }

  test.each(recordedFlows(snapshot).map((flow) => ({ name: flowName(flow), flow })))('$name', ({ flow }) => {
    const found = publicNames.map((name) => ({
      enforced: seen(flow, 'enforced', name),
      pending: seen(flow, 'pending', name).hits,
    }))
    expect(found).toContainEqual({
      enforced: { action: flow.action, hits: recordedHits(flow, 'enforced'), certain: true },
      pending: recordedHits(flow, 'pending'),
    })
  })
})

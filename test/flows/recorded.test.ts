import { beforeAll, describe, expect, test } from 'vitest'
import type { Cluster } from '../../src/model/cluster.ts'
import { emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Scope } from '../../src/model/connection.ts'
import { evaluate } from '../spec/evaluate.ts'
import { connectionOfFlow, flowName, hitsOf, type Recorded, recordedFlows, recordedHits } from '../spec/recorded.ts'
import { readSnapshot } from '../spec/snapshot.ts'

/** Names that a public address of the logs may have been reached by. */
const publicNames = ['api.twilio.com', 'dog.ceo']

describe.each(['catfacts', 'catfacts-untouched', 'storefront', 'storefront-zones'])('flows of %s', (snapshot) => {
  let cluster: Cluster = emptyCluster
  beforeAll(async () => {
    cluster = await readSnapshot(snapshot)
  })

  const seen = (flow: Recorded, scope: Scope, name: string) => {
    const trace = evaluate(cluster, connectionOfFlow(cluster, flow, name), scope)
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

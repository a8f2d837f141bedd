import { writeFileSync } from 'node:fs'
import { type ApiObject, generateCluster } from '../generate/cluster.ts'
import { calico, kubernetes } from './resources.ts'
import { FakeApiServer } from './server.ts'
import type { KubeObject } from './store.ts'

/** What a benchmark tells the server it started. */
export type CrowdOrder =
  /** Change pods, so many a second, until told 0; `replaces` that a third of them go and others come in their place, as in a rollout. */
  | { readonly type: 'churn'; readonly perSecond: number; readonly replaces: boolean }
  /** Make a tier of this name, in the place of the one made before. */
  | { readonly type: 'tier'; readonly name: string }

/** What a kubelet says of a pod beyond what policy needs: most of its bytes. */
const ballast = {
  managedFields: [{ manager: 'kube-controller-manager', operation: 'Update', fieldsType: 'FieldsV1' }],
  env: Array.from({ length: 12 }, (_, at) => ({ name: `SETTING_${at}`, value: `a value, number ${at}` })),
}

// Serves a generated cluster to a parent process: `node test/run.mjs test/fake-apiserver/crowd.ts PODS POLICIES KUBECONFIG`.
const [, , pods = '100000', policies = '5000', kubeconfig = 'kubeconfig.json'] = process.argv
const server = new FakeApiServer({ resources: [...kubernetes, ...calico.native] })
const changing: KubeObject[] = []
for (const object of generateCluster({ pods: Number(pods), policies: Number(policies) })) {
  const resource = server.resources.find(
    ({ kind, name }) => kind === object.kind && name.startsWith(`${object.apiVersion}/`),
  )
  if (resource === undefined) continue
  const stored = server.store.put(resource.name, served(object))
  if (object.kind === 'Pod' && changing.length < 5000) changing.push(stored)
}
server.store.compact()
await server.start()
const contexts = [{ name: 'crowd', context: { cluster: 'crowd' } }]
const config = { 'current-context': 'crowd', clusters: [{ name: 'crowd', cluster: { server: server.url } }], contexts }
writeFileSync(kubeconfig, JSON.stringify(config))

function served(object: ApiObject): KubeObject {
  // Generated objects are objects of the API with a name.
  const plain = object as unknown as KubeObject
  return object.kind === 'Pod' ? { ...plain, ballast } : plain
}

let timer: NodeJS.Timeout | null = null
let at = 0
let tier: string | null = null
const tickMs = 20
/** What a watch that is opened anew may have missed: some minutes of changes. */
const remembered = 60_000

/** Changes a pod; gives how many changes that were. */
function change(replaces: boolean): number {
  at += 1
  const turn = at % changing.length
  const pod = changing[turn]
  if (pod === undefined) return 1
  if (replaces && at % 5 === 0) return replace(pod, turn)
  const labels = { ...pod.metadata.labels, turn: String(at % 7) }
  server.store.put('v1/pods', { ...pod, metadata: { ...pod.metadata, labels } })
  return 1
}

function replace(pod: KubeObject, turn: number): number {
  const { uid: _uid, name, ...metadata } = pod.metadata
  server.store.delete('v1/pods', metadata.namespace ?? null, name)
  const ip = `10.${200 + (turn >> 16)}.${(turn >> 8) & 255}.${turn & 255}`
  const status = { ...Object(pod.status), podIP: ip, podIPs: [{ ip }] }
  const renamed = `${name.replace(/-r\d+$/, '')}-r${at}`
  changing[turn] = server.store.put('v1/pods', { ...pod, metadata: { ...metadata, name: renamed }, status })
  return 2
}

process.on('message', (order: CrowdOrder) => {
  if (order.type === 'tier') {
    if (tier !== null) server.store.delete('projectcalico.org/v3/tiers', null, tier)
    tier = order.name
    const metadata = { name: tier }
    const apiVersion = 'projectcalico.org/v3'
    server.store.put('projectcalico.org/v3/tiers', { apiVersion, kind: 'Tier', metadata, spec: { order: 0 } })
    return
  }
  if (timer !== null) clearInterval(timer)
  let owed = 0
  timer = setInterval(() => {
    owed += (order.perSecond * tickMs) / 1000
    while (owed >= 1) owed -= change(order.replaces)
    server.store.trim(remembered)
  }, tickMs)
})
process.on('disconnect', () => process.exit())
process.send?.('ready')

import { readFileSync, writeFileSync } from 'node:fs'
import { calico, kubernetes } from './resources.ts'
import { FakeApiServer } from './server.ts'
import type { KubeObject } from './store.ts'

// Serves a dump as a live cluster, to try the program by hand: `node test/run.mjs test/fake-apiserver/main.ts DUMP KUBECONFIG`.
const [, , dump = 'snapshots/catfacts/cluster.json', kubeconfig = 'kubeconfig.json'] = process.argv
const server = new FakeApiServer({ resources: [...kubernetes, ...calico.aggregated] })
const { items }: { items: KubeObject[] } = JSON.parse(readFileSync(dump, 'utf8'))
for (const object of items) {
  const resource = server.resources.find(
    ({ kind, name }) => kind === object.kind && name.startsWith(`${object.apiVersion}/`),
  )
  if (resource !== undefined) server.store.put(resource.name, object)
}
await server.start()
const contexts = ['fake', 'fake-again'].map((name) => ({ name, context: { cluster: 'fake' } }))
const config = { 'current-context': 'fake', clusters: [{ name: 'fake', cluster: { server: server.url } }], contexts }
writeFileSync(kubeconfig, JSON.stringify(config))
process.stdout.write(`${server.url}, named by ${kubeconfig}; ctrl-c ends it\n`)

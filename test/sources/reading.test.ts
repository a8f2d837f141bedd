import { execFileSync, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { openSnapshot } from '../../src/sources/snapshot.ts'
import { flow, item, list, pod, podYaml, policy, printed, tier, tierYaml } from '../corpus/objects.ts'
import { tar } from '../corpus/tar.ts'
import { bundled, readSnapshot } from './read-snapshot.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

/** A temporary folder with these files. */
async function folderOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'calico-tui-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

const good = list(tier('security'), policy('shop', 'db'), pod('shop', 'db-1'))
const items = [tier('security'), policy('shop', 'db'), pod('shop', 'db-1')].map((value) => JSON.stringify(value))
const listYaml = `apiVersion: v1\nitems:\n${item(tierYaml)}${item(podYaml)}kind: List\n`

/** One cluster in each form a snapshot can have. */
const forms: Readonly<Record<string, Readonly<Record<string, string | Buffer>>>> = {
  'a list as kubectl prints it': { 'a.json': printed(good) },
  'a list on one line': { 'a.json': JSON.stringify(good) },
  'a list of JavaScript': { 'a.json': `[${items.join(', ')}]` },
  'one object a line': { 'a.jsonl': `${items.join('\n')}\n` },
  'one object a line without an ending that says so': { a: items.join('\r\n') },
  'objects one after another': { 'a.json': items.map((text) => JSON.stringify(JSON.parse(text), null, 2)).join('\n') },
  'objects with markers of documents between them': { 'a.json': items.join('\n---\n') },
  'lists of one kind one after another': {
    'a.json': [tier('security'), policy('shop', 'db'), pod('shop', 'db-1')]
      .map((value) => printed(list(value)))
      .join(''),
  },
  'YAML documents of JSON': { 'a.yaml': items.join('\n---\n') },
  'a YAML list of JSON objects': { 'a.yaml': `kind: List\nitems:\n${items.map((text) => `- ${text}\n`).join('')}` },
  'a packed file': { 'a.json.gz': gzipSync(printed(good)) },
  'a saved snapshot': {
    'a.ctui.jsonl.gz': gzipSync(`{"schema":"calico-tui/snapshot/v1","time":"2026"}\n${items.join('\n')}\n`),
  },
  'a packed bundle': {
    'a.tar.gz': gzipSync(
      tar([
        ['x/a.yaml', items[0] ?? ''],
        ['x/b.json', items[1] ?? ''],
        ['x/c.ndjson', items[2] ?? ''],
      ]),
    ),
  },
  'an archive': { 'a.tar': tar([['./a.json', printed(good)]]) },
}

for (const [name, files] of Object.entries(forms)) {
  test(`reads ${name}`, async () => {
    const folder = await folderOf(files)
    const { cluster, problems, failure } = await readSnapshot([join(folder, Object.keys(files)[0] ?? '')])
    expect([problems, failure]).toEqual([[], null])
    expect([...cluster.tiers.keys()]).toEqual(['security'])
    expect(cluster.policies.size).toBe(1)
    expect(cluster.endpoints.get('shop')?.size).toBe(1)
  })
}

test('a folder is read with its folders, by ending, in byte order of the path', async () => {
  const order = (name: number): string => JSON.stringify({ ...tier('security'), spec: { order: name } })
  const folder = await folderOf({
    'b/z.json': order(2),
    'b.yaml': order(1),
    'B.yml': order(0),
    'ü.jsonl': order(4),
    'c/a.ndjson.gz': gzipSync(order(3)),
    'z.txt': order(9),
  })
  const { cluster, events } = await readSnapshot([folder])
  expect(cluster.tiers.get('security')?.order).toBe(4)
  const read = events.flatMap((event) => (event.type === 'progress' ? [event.file.slice(folder.length + 1)] : []))
  expect([...new Set(read)]).toEqual(['B.yml', 'b.yaml', 'b/z.json', 'c/a.ndjson.gz', 'ü.jsonl'])
})

test('several snapshots are one cluster, in which a later object replaces an earlier one', async () => {
  const folder = await folderOf({
    'a.json': JSON.stringify(tier('security')),
    'b.json': JSON.stringify({ ...tier('security'), spec: { order: 7 } }),
  })
  const { cluster } = await readSnapshot([join(folder, 'a.json'), join(folder, 'b.json'), 'catfacts'])
  expect(cluster.tiers.get('security')?.order).not.toBe(7)
  expect(cluster.tiers.has('platform')).toBe(true)
  const { cluster: other } = await readSnapshot(['catfacts', join(folder, 'b.json')])
  expect(other.tiers.get('security')?.order).toBe(7)
})

test('a folder is meant rather than the bundled snapshot of its name', async () => {
  const folder = await folderOf({ 'catfacts/a.yaml': tierYaml })
  const { cluster } = await readSnapshot([join(folder, 'catfacts')])
  expect([...cluster.tiers.keys()]).toEqual(['security'])
})

test('the first line of an object is known in a list of either language', async () => {
  const broken = { apiVersion: 'projectcalico.org/v3', kind: 'Tier' }
  const folder = await folderOf({
    'a.json': JSON.stringify({ kind: 'List', items: [tier('security'), broken] }, null, 1),
    'b.yaml': `# two\n---\n\n# here\nkind: List\nitems:\n\n${item(tierYaml)}\n# and\n- apiVersion: projectcalico.org/v3\n  kind: Tier\n`,
  })
  const { problems } = await readSnapshot([folder])
  expect(problems.map(({ origin }) => [origin?.file.slice(-6), origin?.document, origin?.line])).toEqual([
    ['a.json', 1, 14],
    ['b.yaml', 1, 16],
  ])
})

test('what stands after the items of a YAML list keeps its line', async () => {
  const folder = await folderOf({ 'a.yaml': `kind: List\nitems:\n${item(tierYaml)}metadata: {a: b: c}\n` })
  const { problems, cluster } = await readSnapshot([folder])
  expect(problems.map(({ origin }) => origin?.line)).toEqual([9])
  expect(cluster.tiers.size).toBe(1)
})

test('flow logs of every kind are handed over as they are, whatever stands around them', async () => {
  const goldmane = { Key: { source_name: 'a', dest_name: 'b' }, packets_in: 1 }
  const folder = await folderOf({
    'a.jsonl': `${JSON.stringify(flow)}\n${JSON.stringify(goldmane)}\n${items[0]}\n`,
    'b.json': JSON.stringify({ total: { totalPages: 1 }, items: [flow, flow] }),
    'c.json': JSON.stringify([flow, tier('late')]),
    'd.json': '- Time=2026\n  Reporter=Dst\n'.repeat(2),
  })
  const { flows, cluster, problems } = await readSnapshot([folder])
  expect(problems).toEqual([])
  expect(flows.filter((line) => typeof line === 'object')).toEqual([flow, goldmane, flow, flow, flow])
  expect(flows.filter((line) => typeof line === 'string' && line.startsWith('- Time='))).toHaveLength(2)
  expect([...cluster.tiers.keys()]).toEqual(['security', 'late'])
})

test('progress counts bytes and objects up to the whole', async () => {
  const folder = await folderOf({ 'a.json': printed(good), 'b.yaml': listYaml })
  const { events } = await readSnapshot([folder])
  const last = events.filter((event) => event.type === 'progress').at(-1)
  const total = printed(good).length + listYaml.length
  expect(last).toMatchObject({ bytesRead: total, bytesTotal: total, objects: 5 })
})

test('a large file is handed over in batches while keys have their turn', async () => {
  const many = Array.from({ length: 20_000 }, (_, at) => pod(`ns-${at % 50}`, `pod-${at}`))
  const folder = await folderOf({
    'a.json': JSON.stringify(list(...many)),
    'b.yaml': `kind: List\nitems:\n${many
      .slice(0, 3000)
      .map((value) => `- ${JSON.stringify(value)}\n`)
      .join('')}`,
  })
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 1)
  const { events, cluster } = await readSnapshot([folder])
  clearInterval(timer)
  expect([...cluster.endpoints.values()].reduce((sum, inner) => sum + inner.size, 0)).toBe(20_000)
  expect(turns).toBeGreaterThan(5)
  const batches = events.filter((event) => event.type === 'changes')
  expect(batches.length).toBeGreaterThan(3)
  // Batches grow, so that applying them costs no more than the whole does.
  expect(batches.length).toBeLessThan(30)
})

test('reading ends at once when it is cancelled, with the reason of the signal', async () => {
  const many = Array.from({ length: 20_000 }, (_, at) => pod('shop', `pod-${at}`))
  const folder = await folderOf({ 'a.json': JSON.stringify(list(...many)) })
  const controller = new AbortController()
  let objects = 0
  const read = async (): Promise<void> => {
    for await (const event of openSnapshot([folder], { signal: controller.signal, bundled })) {
      if (event.type !== 'progress') continue
      objects = event.objects
      controller.abort(new Error('enough'))
    }
  }
  await expect(read()).rejects.toThrow('enough')
  expect(objects).toBeGreaterThan(0)
  expect(objects).toBeLessThan(20_000)
})

test('waiting for a pipe is cancelled at once', async () => {
  const folder = await folderOf({})
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const writer = spawn('sh', ['-c', 'exec 3>"$0"; sleep 60', join(folder, 'pipe')], { stdio: 'ignore' })
  const controller = new AbortController()
  setTimeout(() => controller.abort(new Error('enough')), 100)
  const { failure } = await readSnapshot([join(folder, 'pipe')], controller.signal)
  expect(failure).toBe('Error: enough')
  writer.kill()
})

test('a pipe is read to its end', async () => {
  const folder = await folderOf({ 'a.json': printed(good) })
  execFileSync('mkfifo', [join(folder, 'pipe')])
  spawn('sh', ['-c', 'cat "$0"/a.json > "$0"/pipe', folder], { stdio: 'ignore' })
  const { cluster, failure } = await readSnapshot([join(folder, 'pipe')])
  expect(failure).toBeNull()
  expect(cluster.tiers.size).toBe(1)
})

test('what is left of a broken object is never taken for an object', async () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'x', uid: '1' }
  const owned = { ...pod('shop', 'db-1'), metadata: { name: 'db-1', namespace: 'shop', ownerReferences: [owner] } }
  const text = printed(list(tier('security'), owned, policy('shop', 'db')))
  const folder = await folderOf({ 'a.json': text.replace('"namespace": "shop"', '"namespace": "shop"}}') })
  const { cluster, problems, events } = await readSnapshot([folder])
  expect(problems).toHaveLength(1)
  expect([cluster.tiers.size, cluster.policies.size, cluster.endpoints.size]).toEqual([1, 1, 0])
  const objects = events.flatMap((event) => (event.type === 'progress' ? [event.objects] : [])).at(-1)
  expect(objects).toBe(2)
})

test('two broken objects after one another are two problems', async () => {
  const text = printed(list(tier('a'), tier('b'), tier('c'), tier('d')))
  const folder = await folderOf({ 'a.json': text.replace('"b"', 'b').replace('"c"', 'c') })
  const { cluster, problems } = await readSnapshot([folder])
  expect([...cluster.tiers.keys()]).toEqual(['a', 'd'])
  expect(problems.map(({ origin }) => origin?.line)).toEqual([18, 28])
})

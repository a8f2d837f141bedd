import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import type { AccessRule } from '../../src/model/access.ts'
import { calico, kubernetes } from '../fake-apiserver/resources.ts'
import { FakeApiServer } from '../fake-apiserver/server.ts'
import type { KubeObject } from '../fake-apiserver/store.ts'
import { type Ran, runCli } from './process.ts'

const read = ['get', 'list', 'watch']
const rules: Readonly<Record<string, readonly AccessRule[]>> = {
  admin: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [] }],
  nobody: [],
  viewer: [
    { verbs: read, apiGroups: ['projectcalico.org'], resources: ['tiers', 'networkpolicies'], resourceNames: [] },
    {
      verbs: read,
      apiGroups: ['projectcalico.org'],
      resources: ['tier.networkpolicies'],
      resourceNames: ['platform.*'],
    },
  ],
}
const server = new FakeApiServer({
  resources: [...kubernetes, ...calico.aggregated],
  rulesOf: (user) => rules[user] ?? [],
})
const folder = mkdtempSync(join(tmpdir(), 'calico-tui-live-'))
const kubeconfig = join(folder, 'config')

beforeAll(async () => {
  const { items }: { items: KubeObject[] } = JSON.parse(readFileSync('snapshots/catfacts/cluster.json', 'utf8'))
  for (const object of items) {
    const found = server.resources.find(
      ({ kind, name }) => kind === object.kind && name.startsWith(`${object.apiVersion}/`),
    )
    if (found !== undefined) server.store.put(found.name, object)
  }
  await server.start()
  const users = Object.keys(rules)
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'admin',
      clusters: [{ name: 'fake', cluster: { server: server.url } }],
      users: users.map((name) => ({ name, user: { token: name } })),
      contexts: users.map((name) => ({ name, context: { cluster: 'fake', user: name, namespace: 'catfacts' } })),
    }),
  )
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

function live(context: string, ...args: readonly string[]): Promise<Ran> {
  return runCli([...args, '--kubeconfig', kubeconfig, '--context', context])
}

test('access tells who one is, what is readable, which tiers are locked, and the role that is missing', async () => {
  const ran = await live('viewer', 'access')
  expect(ran.code).toBe(0)
  expect(ran.stdout).toMatch(/^viewer at viewer \(127\.0\.0\.1:\d+\)/)
  expect(ran.stdout).toMatch(/^tiers +yes +yes +yes +no +no +no +no$/m)
  expect(ran.stdout).toMatch(/^pods +no +no +no$/m)
  expect(ran.stdout).toMatch(/^networkpolicies +by tier +by tier +by tier +no/m)
  for (const kind of ['stagedkubernetesnetworkpolicies', 'kubernetes networkpolicies', 'networksets', 'hostendpoints'])
    expect(ran.stdout).toMatch(new RegExp(`^${kind} +no +no +no +no +no +no +no$`, 'm'))
  expect(ran.stdout).toMatch(/^create pods\/portforward +no +live flows/m)
  expect(ran.stdout).toMatch(/^security +no .*you may not list its networkpolicies/m)
  const [seeing = '', flows = ''] = ran.stdout
    .split('A Role with')
    .map((part) => part.slice(part.indexOf('apiVersion:')))
  const role: unknown = parse(seeing)
  expect(role).toMatchObject({ kind: 'ClusterRole', metadata: { name: 'calico-tui-viewer' } })
  expect(JSON.stringify(role)).toContain('stagedkubernetesnetworkpolicies')
  expect(JSON.stringify(role)).not.toContain('portforward')
  const flowsRole = { kind: 'Role', metadata: { name: 'calico-tui-flows', namespace: 'calico-system' } }
  expect(parse(flows)).toMatchObject(flowsRole)
  const printed = (await live('viewer', 'access', '--role')).stdout
  const roles = parseAllDocuments(printed).map((each) => each.toJS())
  // Without its signs of comment what is optional is a part of the Role.
  const whole = parse(printed.slice(printed.indexOf('---')).replace(/^( {2})# (?=- )/gm, '$1'))
  const names = whole.rules.flatMap((rule: { readonly resourceNames?: readonly string[] }) => rule.resourceNames ?? [])
  expect(names).toEqual(['whisker-ca-bundle', 'goldmane-ca-bundle', 'goldmane-key-pair'])
  expect(roles).toEqual([role, parse(flows)])
  const json = JSON.parse((await live('viewer', 'access', '-o', 'json')).stdout)
  expect(json).toMatchObject({
    schema: 'calico-tui/access/v1',
    user: 'viewer',
    context: 'viewer',
    missing: role,
    missingForFlows: flowsRole,
  })
})

test('access of an impersonated user is that own', async () => {
  const ran = await live('admin', 'access', '--as', 'viewer')
  expect(ran.stdout).toMatch(/^viewer at admin/)
})

test('one who misses nothing is told so', async () => {
  expect((await live('admin', 'access')).stdout).toContain('Everything that can be shown may be read.')
  expect(await live('admin', 'access', '--role')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('no role is missing'),
  })
})

test('a snapshot has no access to ask about', async () => {
  const ran = await runCli(['access', '--snapshot', 'catfacts'])
  expect(ran).toMatchObject({ code: 64, stderr: expect.stringContaining('a snapshot has no users') })
})

test('a live cluster is saved, and its file reads as the cluster does', async () => {
  const file = join(folder, 'live.ctui.jsonl.gz')
  expect((await live('admin', 'snapshot', 'save', file)).stderr).toMatch(/^saved \d+ objects to /)
  const [before, after] = [
    await live('admin', 'board', '-o', 'json'),
    await runCli(['board', '--snapshot', file, '-o', 'json']),
  ]
  expect(JSON.parse(after.stdout)).toEqual(JSON.parse(before.stdout))
  for (const [from, to, port] of [
    ['dev/netshoot', 'catfacts/db', '3306'],
    ['catfacts/worker', 'catfacts/db', '3306'],
    ['catfacts/facts', '203.0.113.9', '443'],
  ] as const) {
    const question = ['trace', '--from', from, '--to', to, '--port', port, '-o', 'json']
    const [one, two] = [await live('admin', ...question), await runCli([...question, '--snapshot', file])]
    expect(two.code).toBe(one.code)
    expect(JSON.parse(two.stdout)).toEqual(JSON.parse(one.stdout))
  }
})

test('what one may not see is told with the board and with a verdict, and makes that one uncertain', async () => {
  const board = await live('viewer', 'board')
  expect(board.stdout).toMatch(/^\d tiers, \d policies, \? endpoints$/m)
  expect(board.stdout).not.toContain('0 endpoints')
  expect(board.stderr).toContain(
    'you may not read globalnetworkpolicies, kubernetes networkpolicies and namespaces, so',
  )
  expect(board.stderr.split('\n').filter((line) => line.includes('may not read')).length).toBeLessThan(12)
  expect(board.stdout).toMatch(/^security .*none seen, some may be hidden$/m)
  expect(board.stdout).toMatch(
    /^\? you may not see all policies of tiers calico-system, security, .*\(networkpolicies\)$/m,
  )
  expect(board.stdout).toMatch(/^\? .*globalnetworkpolicies.* and pods unknown: forbidden$/m)
  const json = JSON.parse((await live('viewer', 'board', '-o', 'json')).stdout)
  const [security] = json.tiers.filter(({ name }: { name: string }) => name === 'security')
  expect(security.hidden).toEqual(expect.arrayContaining(['networkpolicies', 'globalnetworkpolicies']))
  expect(json.unseen).toContainEqual(
    expect.objectContaining({ kinds: ['pods'], because: 'forbidden', note: 'pods unknown: forbidden' }),
  )
  const question = ['trace', '--from', '10.244.1.25', '--to', '10.244.1.21', '--port', '3306']
  const traced = await live('viewer', ...question)
  expect(traced.code).toBe(3)
  expect(traced.stdout).toMatch(/Allowed under assumptions/)
  expect(traced.stdout).toMatch(/pods unknown: forbidden; the verdict could be Deny/)
  expect(JSON.parse((await live('viewer', ...question, '-o', 'json')).stdout)).toMatchObject({
    certain: false,
    unseen: expect.arrayContaining([expect.objectContaining({ kinds: ['pods'], otherwise: 'Deny' })]),
  })
})

test('where nothing at all may be read a command fails instead of showing an empty cluster', async () => {
  expect(await live('nobody', 'board')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('you may read nothing of this cluster: tiers is forbidden'),
  })
})

test('a snapshot of what one may see says, opened again, what it lacks', async () => {
  const file = join(folder, 'part.ctui.jsonl.gz')
  await live('viewer', 'snapshot', 'save', file)
  const [before, after] = [await live('viewer', 'board'), await runCli(['board', '--snapshot', file])]
  expect(after.stdout).toBe(before.stdout)
})

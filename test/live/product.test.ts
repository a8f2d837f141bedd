import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RoleRule } from '../../src/model/access-table.ts'
import { calico, kubernetes } from '../fake-apiserver/resources.ts'
import type { KubeObject } from '../fake-apiserver/store.ts'
import { closeAll, type PtyApp, ptyProblem, start } from '../pty/terminal.ts'
import { realServer, type TestServer } from './servers.ts'

const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)
const server = problem === null ? await realServer() : null

const policies = 'projectcalico.org/v3/networkpolicies'

function objectsOf(snapshot: string): readonly KubeObject[] {
  return JSON.parse(readFileSync(`snapshots/${snapshot}/cluster.json`, 'utf8')).items
}

async function load(target: TestServer, objects: readonly KubeObject[]): Promise<void> {
  const order = ['Namespace', 'Tier', 'Node', 'ServiceAccount']
  const rank = (object: KubeObject) => order.indexOf(object.kind) + 1 || 99
  const resources = [...kubernetes, ...calico.native]
  for (const object of [...objects].sort((left, right) => rank(left) - rank(right))) {
    const found = resources.find(({ kind, name }) => kind === object.kind && name.startsWith(`${object.apiVersion}/`))
    if (found !== undefined) await target.put(found.name, object)
  }
}

const everything: readonly RoleRule[] = [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }]
const withoutPods: readonly RoleRule[] = [
  { apiGroups: ['projectcalico.org', 'networking.k8s.io'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list', 'watch'] },
]

describe.skipIf(server === null)('calico-tui on a live cluster', () => {
  // Only run where there is one.
  const cluster = server as TestServer
  const catfacts = objectsOf('catfacts')
  const db = catfacts.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'platform.db')

  beforeAll(async () => {
    await load(cluster, catfacts)
    // Both describe the system and its tiers; those of the first stay.
    await load(
      cluster,
      objectsOf('storefront').filter(
        ({ kind, metadata }) => !/^Service$|^Tier$|Global/.test(kind) && !isOfSystem(metadata),
      ),
    )
    await cluster.grant('viewer', everything)
  }, 120_000)
  afterEach(closeAll)
  afterAll(() => cluster.stop())

  const open = async (context: string, cwd = process.cwd()): Promise<PtyApp> => {
    const program = [process.execPath, resolve('bin/calico-tui'), '--kubeconfig', cluster.kubeconfig ?? '']
    const app = start({ command: [...program, '--context', context], columns: 120, rows: 36, cwd })
    await app.until((text) => text.includes('allow-kube-dns') && /[●*] live \d/.test(text), 60_000)
    return app
  }

  const trace = async (app: PtyApp): Promise<void> => {
    app.press('t')
    await app.until(/Trace a connection/)
    app.press('ctrl-r')
    app.type('dev/netshoot')
    await app.until(/from +dev\/netshoot/)
    app.press('tab')
    app.type('catfacts/db')
    await app.until(/to +catfacts\/db/)
    app.press('tab', 'tab')
    app.type('3306')
    await app.until(/port +3306/)
    app.press('enter')
    await app.until(/Denied on ingress at catfacts\/db/)
  }

  test('a policy edited while its connection is traced turns the walk on screen, over a restart of the server too', async () => {
    if (db === undefined) throw new Error('the snapshot has no such policy')
    const app = await open('admin')
    expect(app.lines()[0]).toMatch(/admin ▸ Board/)
    await trace(app)
    const allowed = { ...db, spec: { ...Object(db.spec), ingress: [{ action: 'Allow' }] } }
    await cluster.put(policies, allowed)
    await app.until(/now allowed, before denied\. It parts at catfacts\/platform\.db/)
    await cluster.restart()
    await cluster.put(policies, db)
    const after = await app.until(/now denied, before allowed\. It parts at catfacts\/platform\.db/, 60_000)
    expect(after).toMatch(/Denied on ingress at catfacts\/db/)
    app.press('esc')
    await app.until(/admin ▸ Board +\d+ tiers/)
    app.press('q')
    expect(await app.exited()).toEqual({ code: 0, signal: 0 })
    expect(app.modes).toMatchObject({
      alternateScreen: false,
      cursorIsHidden: false,
      bracketedPaste: false,
      wraps: true,
    })
    expect(app.scrolled).toBe(0)
  })

  test('a role that is taken away while one looks is told, kind by kind, and the data that was read stays', async () => {
    const app = await open('viewer')
    await cluster.grant('viewer', withoutPods)
    app.press('L', 'r')
    const told = await app.until(/pods +forbidden/, 90_000)
    expect(told).toMatch(/globalnetworkpolicies +live/)
    app.press('A')
    await app.until(/pods +no +no +no[\s\S]*serviceaccounts|serviceaccounts[\s\S]*pods +no +no +no/)
    expect(app.lines()[0]).toMatch(/viewer ▸ Board ▸ Access/)
    app.press('esc')
    await app.until(/allow-kube-dns/)
    await cluster.grant('viewer', everything)
  })

  test('the live cluster is saved, and the file opens as the same board', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'calico-tui-saved-'))
    const app = await open('admin', folder)
    const board = app.lines().slice(2, 20)
    app.press('W')
    await app.until(/objects saved as calico-tui-admin-/)
    const [file = ''] = readdirSync(folder)
    const program = [process.execPath, resolve('bin/calico-tui'), '--snapshot', join(folder, file)]
    const again = start({ command: program, columns: 120, rows: 36 })
    await again.until((text) => text.includes('allow-kube-dns') && /[●*] snapshot/.test(text))
    expect(again.lines().slice(2, 20)).toEqual(board)
    rmSync(folder, { recursive: true })
  })
})

function isOfSystem({ namespace, name }: KubeObject['metadata']): boolean {
  return /^(kube|calico|tigera)-/.test(namespace ?? name)
}

import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { credentials } from '../fake-apiserver/resources.ts'
import { type FakeApiServer, sendStatus } from '../fake-apiserver/server.ts'
import { dataObject } from '../fake-whisker/cluster-objects.ts'
import { closeAll, ptyProblem, start } from '../pty/terminal.ts'
import { Authority } from '../sources/live/certificates.ts'
import { catfacts } from '../sources/live/live-screen.ts'

const isBuilt = existsSync('dist/main.js')
if (!isBuilt) console.warn('skipped: the program is not built: npm run build')
const program = resolve('bin/calico-tui')
const folder = mkdtempSync(join(tmpdir(), 'calico-tui-canary-'))
const kubeconfig = join(folder, 'kubeconfig')

/** What must never be seen outside of a request: each has the word in it, plain or in base64. */
const canary = 'cAnArY'
const hidden = (what: string) => `${canary}-${what}`
const pem = `-----BEGIN PRIVATE KEY-----\n${Buffer.from(hidden('key')).toString('base64')}\n-----END PRIVATE KEY-----\n`
const searched = [canary, Buffer.from(hidden('key')).toString('base64'), Buffer.from(pem).toString('base64')]

let server: FakeApiServer
beforeAll(async () => {
  server = await catfacts()
  const plugin = join(folder, 'plugin')
  const status = { token: hidden('plugin-token') }
  writeFileSync(plugin, `#!/bin/sh\necho 'asking for a token' >&2\necho '${JSON.stringify({ status })}'\n`)
  chmodSync(plugin, 0o755)
  writeFileSync(join(folder, 'token'), hidden('file-token'))
  const exec = { command: plugin, args: [hidden('argument')], env: [{ name: 'SECRET', value: hidden('environment') }] }
  const failing = { ...exec, command: 'false' }
  const users = {
    token: { token: hidden('token') },
    password: { username: 'me', password: hidden('password') },
    file: { tokenFile: 'token' },
    exec: { exec },
    failing: { exec: failing },
    missing: { exec: { ...exec, command: 'no-such-plugin' } },
    key: {
      'client-certificate-data': Buffer.from('-----BEGIN X').toString('base64'),
      'client-key-data': Buffer.from(pem).toString('base64'),
    },
  }
  const names = Object.keys(users)
  const cluster = { server: server.url }
  const away = { server: 'http://127.0.0.1:1', 'proxy-url': `http://me:${hidden('proxy')}@127.0.0.1:1` }
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'token',
      clusters: [
        { name: 'here', cluster },
        { name: 'away', cluster: away },
        { name: 'secure', cluster: { server: 'https://127.0.0.1:1' } },
      ],
      users: Object.entries(users).map(([name, user]) => ({ name, user })),
      contexts: [
        ...names.map((name) => ({ name, context: { cluster: name === 'key' ? 'secure' : 'here', user: name } })),
        { name: 'away', context: { cluster: 'away', user: 'token' } },
      ],
    }),
  )
})
afterEach(() => {
  closeAll()
  server.faults = []
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

function expectNone(output: string): void {
  for (const word of searched) expect(output.includes(word), `a secret is in:\n${output}`).toBe(false)
}

/** Runs the program to its end; gives all that it wrote. */
function run(...args: readonly string[]): Promise<string> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, [program, '--kubeconfig', kubeconfig, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HOME: folder, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('error', reject)
    child.on('close', (code) => settle(`${output}\nexit ${code}`))
  })
}

describe.skipIf(!isBuilt)('secrets of a kubeconfig', () => {
  const question = ['--from', 'dev/netshoot', '--to', 'catfacts/db', '--port', '3306']

  for (const context of ['token', 'password', 'file', 'exec', 'failing', 'missing', 'key', 'away']) {
    test(`of context ${context} are in no answer and in no error`, async () => {
      for (const command of [
        ['board'],
        ['board', '-o', 'json'],
        ['trace', ...question],
        ['trace', ...question, '-o', 'json'],
        ['info'],
      ]) {
        expectNone(await run('--context', context, ...command))
      }
      const worked = ['token', 'password', 'file', 'exec'].includes(context)
      expect(await run('--context', context, 'board')).toMatch(worked ? /allow-kube-dns[\s\S]*exit 0/ : /exit [1-9]/)
    })
  }

  test('of Goldmane, read where one asks for it, are in no answer and in no error', async () => {
    const authority = new Authority('signer')
    const real = authority.sign({ name: 'goldmane', alternatives: [], from: null, to: null })
    authority.close()
    server.resources = [...server.resources, ...credentials]
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const bundle = dataObject('ConfigMap', 'goldmane-ca-bundle', { 'tigera-ca-bundle.crt': authority.cert })
    server.store.put('v1/configmaps', bundle)
    for (const key of [real.key, pem]) {
      const pair = { 'tls.crt': base64(real.cert), 'tls.key': base64(key) }
      server.store.put('v1/secrets', dataObject('Secret', 'goldmane-key-pair', pair))
      const body = key.split('\n')[1] ?? ''
      for (const command of [
        ['flows', 'watch'],
        ['flows', 'replay'],
        ['preview', '--staged'],
      ]) {
        const said = await run('--context', 'token', '--live-flows', 'goldmane', ...command)
        expectNone(said)
        for (const secret of [body, base64(key), base64(real.cert)]) expect(said).not.toContain(secret)
        expect(said).toMatch(key === pem ? /Goldmane cannot be used[\s\S]*exit 1/ : /exit 1/)
      }
    }
    expect(server.asked.filter((path) => path.includes('/secrets')).length).toBeGreaterThan(0)
  })

  test('are in no message of a server that says them back', async () => {
    server.faults.push((request) => (response) => {
      const said = `no entry for ${request.headers.authorization}`
      sendStatus(response, 403, 'Forbidden', said)
    })
    expectNone(await run('--context', 'token', 'board'))
    expectNone(await run('--context', 'exec', 'board'))
  })

  test.skipIf(ptyProblem() !== null)('are on no screen, and in no file that is kept', async () => {
    for (const context of ['exec', 'failing', 'missing', 'key', 'away']) {
      const app = start({
        command: [program, '--kubeconfig', kubeconfig, '--context', context],
        columns: 160,
        rows: 40,
        env: { HOME: folder, XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder },
      })
      await app.until(context === 'exec' ? /● live/ : /cannot be opened/)
      app.press('L')
      app.press('q')
      app.press('ctrl-c')
      await app.exited()
      expectNone(app.raw)
    }
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || ['kubeconfig', 'plugin', 'token'].includes(file.name)) continue
      expectNone(readFileSync(join(file.parentPath, file.name), 'utf8'))
    }
  })
})

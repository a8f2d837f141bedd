import { expect, test, vi } from 'vitest'
import { ApiError } from '../../../src/sources/live/api-error.ts'
import { type ExecSettings, runExecPlugin } from '../../../src/sources/live/exec-plugin.ts'
import { ContextCredentials } from '../../../src/sources/live/identity.ts'
import type { ConfigEntry, KubeContext } from '../../../src/sources/live/kubeconfig.ts'

const settings: ExecSettings = {
  command: process.execPath,
  args: [],
  env: {},
  apiVersion: 'client.authentication.k8s.io/v1',
  installHint: null,
  interactiveMode: 'IfAvailable',
  cluster: null,
}

function run(
  script: string,
  more: Partial<ExecSettings> = {},
  signal: AbortSignal | null = null,
): { result: Promise<unknown>; said: string[] } {
  const said: string[] = []
  const result = runExecPlugin(
    { ...settings, args: ['-e', script], ...more },
    { signal, interactive: false, terminal: 'none', onMessage: (line) => said.push(line) },
  )
  return { result, said }
}

async function failure(result: Promise<unknown>): Promise<ApiError> {
  const error = await result.then(
    () => null,
    (cause: unknown) => cause,
  )
  if (error instanceof ApiError) return error
  throw new Error(`expected an ApiError, not ${String(error)}`)
}

const answer = (status: object) => `console.log(JSON.stringify({ status: ${JSON.stringify(status)} }))`

test('a plugin is told of the cluster and gives a token with its end', async () => {
  const script = `const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO)
    console.log(JSON.stringify({ status: { token: [info.kind, info.spec.interactive, info.spec.cluster.server, process.env.PLUGIN].join(' '), expirationTimestamp: '2030-01-01T00:00:00Z' } }))`
  const { result } = run(script, { cluster: { server: 'https://x' }, env: { PLUGIN: 'yes' } })
  expect(await result).toEqual({
    token: 'ExecCredential false https://x yes',
    certificate: null,
    key: null,
    expiresAt: Date.parse('2030-01-01'),
  })
})

test('fault 3: a plugin that is not installed is told with how to install it', async () => {
  expect(await failure(run('', { command: 'no-such-kubelogin' }).result)).toMatchObject({
    kind: 'credentials',
    message: expect.stringContaining('is not installed'),
    hint: expect.stringContaining('install kubelogin'),
  })
  expect((await failure(run('', { command: 'no-such-plugin', installHint: 'brew install it' }).result)).hint).toBe(
    'brew install it',
  )
})

test('fault 4: the last words of a plugin that fails are shown, without control characters', async () => {
  const { result, said } = run(`console.error('one\\ntwo\\nAADSTS50173: \\u001b[31mexpired'); process.exit(3)`)
  expect((await failure(result)).message).toContain('one · two · AADSTS50173: [31mexpired')
  expect(said).toHaveLength(3)
})

test('fault 5: a plugin that waits shows its words at once and ends when it is cancelled, with all it started', async () => {
  const stop = new AbortController()
  const script = `require('node:child_process').spawn('sleep', ['600']); console.error('enter the code ABC'); setInterval(() => {}, 1000)`
  const result = runExecPlugin(
    { ...settings, args: ['-e', script] },
    { signal: stop.signal, interactive: false, terminal: 'none', onMessage: () => stop.abort() },
  )
  expect((await failure(result)).kind).toBe('aborted')
})

test('fault 5: a plugin that waits for longer than a minute is ended, and told', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { result } = run(`console.error('waiting'); setInterval(() => {}, 1000)`)
    const told = failure(result)
    vi.advanceTimersByTime(60_000)
    expect(await told).toMatchObject({ kind: 'credentials', message: expect.stringContaining('took too long') })
  } finally {
    vi.useRealTimers()
  }
})

test.each([
  ['garbage', `console.log('hello')`, 'did not answer with an ExecCredential'],
  ['nothing of use', answer({}), 'neither a token nor a certificate'],
  ['a certificate without its key', answer({ clientCertificateData: 'x' }), 'neither a token nor a certificate'],
])('a plugin that answers with %s is told', async (_name, script, message) => {
  expect((await failure(run(script).result)).message).toContain(message)
})

test('a plugin that must talk to the user is not started without a terminal', async () => {
  expect((await failure(run(answer({ token: 'x' }), { interactiveMode: 'Always' }).result)).message).toContain(
    'wants to talk to you',
  )
})

function context(user: Record<string, unknown>): KubeContext {
  const entry = (name: string, value: Record<string, unknown>): ConfigEntry => ({ name, file: '/nowhere', value })
  return { name: 'x', namespace: null, cluster: entry('c', { server: 'https://x' }), user: entry('u', user) }
}

function credentials(user: Record<string, unknown>, now = () => 0): ContextCredentials {
  return new ContextCredentials(context(user), {
    impersonate: { user: null, groups: [] },
    now,
    onPluginMessage: () => undefined,
    terminal: 'none',
  })
}

test('many requests at once run the plugin once, and one that is refused runs it once more', async () => {
  const script = `console.log(JSON.stringify({ status: { token: String(process.hrtime.bigint()) } }))`
  const plugin = credentials({ exec: { command: process.execPath, args: ['-e', script] } })
  const [one, two] = await Promise.all([plugin.identity(null), plugin.identity(null)])
  expect(one?.headers).toEqual(two?.headers)
  expect(one && plugin.rejected(one)).toBe(true)
  // The others that were refused with the same credentials try the new ones too.
  expect(two && plugin.rejected(two)).toBe(true)
  const again = await plugin.identity(null)
  expect(again.headers).not.toEqual(one?.headers)
  expect(plugin.rejected(again)).toBe(false)
})

test('a plugin is asked again shortly before its credentials end', async () => {
  let now = 0
  const status = { token: '', expirationTimestamp: new Date(100_000).toISOString() }
  const script = `const status = ${JSON.stringify(status)}; status.token = String(process.hrtime.bigint()); console.log(JSON.stringify({ status }))`
  const plugin = credentials({ exec: { command: process.execPath, args: ['-e', script] } }, () => now)
  const first = await plugin.identity(null)
  now = 60_000
  expect((await plugin.identity(null)).headers).toEqual(first.headers)
  now = 75_000
  expect((await plugin.identity(null)).headers).not.toEqual(first.headers)
})

test.each([
  [{ token: 't' }, { authorization: 'Bearer t' }],
  [{ username: 'me', password: 'secret' }, { authorization: `Basic ${Buffer.from('me:secret').toString('base64')}` }],
  [
    { token: 't', as: 'jane', 'as-groups': ['dev', 'ops'] },
    { authorization: 'Bearer t', 'Impersonate-User': 'jane', 'Impersonate-Group': ['dev', 'ops'] },
  ],
  [
    { token: 't', as: 'jane', 'as-uid': 'u-1', 'as-user-extra': { 'example.org/Scopes': ['view', 'edit'] } },
    {
      authorization: 'Bearer t',
      'Impersonate-User': 'jane',
      'Impersonate-Uid': 'u-1',
      'Impersonate-Extra-example.org%2FScopes': ['view', 'edit'],
    },
  ],
  [{ 'auth-provider': { name: 'oidc', config: { 'id-token': 'a.b.c' } } }, { authorization: 'Bearer a.b.c' }],
  [{}, {}],
])('the user %o asks with the headers %o', async (user, headers) => {
  expect((await credentials(user).identity(null)).headers).toEqual(headers)
})

const jwt = (exp: number) => `h.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.s`

test.each([
  [{ name: 'oidc', config: { 'id-token': jwt(1_000_000_000) } }, 'expired on 2001-09-09', 'kubelogin'],
  [{ name: 'oidc' }, 'has no id-token', 'kubelogin'],
  [{ name: 'gcp' }, 'is no part of Kubernetes since 1.26', 'gke-gcloud-auth-plugin'],
  [{ name: 'azure' }, 'is no part of Kubernetes since 1.26', 'kubelogin convert-kubeconfig'],
  [{ name: 'other' }, 'is no part of Kubernetes since 1.26', 'exec'],
])('the auth provider %j cannot be used, which is said with a way out', async (provider, why, hint) => {
  const now = () => Date.parse('2026-11-28')
  const error = await failure(credentials({ 'auth-provider': provider }, now).identity(null))
  expect(error).toMatchObject({ kind: 'credentials', message: expect.stringContaining(why) })
  expect(error.hint).toContain(hint)
})

test('an id-token that is valid is used', async () => {
  const token = jwt(4_000_000_000)
  const user = { 'auth-provider': { name: 'oidc', config: { 'id-token': token } } }
  const { headers } = await credentials(user, () => Date.parse('2026-11-28')).identity(null)
  expect(headers).toEqual({ authorization: `Bearer ${token}` })
})

test('who is named on the command line is not given what the kubeconfig says of another', async () => {
  const user = { token: 't', as: 'jane', 'as-uid': 'u-1', 'as-user-extra': { scopes: ['edit'] } }
  const joe = new ContextCredentials(context(user), {
    impersonate: { user: 'joe', groups: [] },
    now: () => 0,
    onPluginMessage: () => undefined,
    terminal: 'none',
  })
  expect((await joe.identity(null)).headers).toEqual({ authorization: 'Bearer t', 'Impersonate-User': 'joe' })
})

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { ApiError } from '../../../src/sources/live/api-error.ts'
import { contextOf, pathIn, readKubeconfig } from '../../../src/sources/live/kubeconfig.ts'

const folder = mkdtempSync(join(tmpdir(), 'calico-tui-kubeconfig-'))

function file(name: string, value: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
  return path
}

function config(name: string, current?: string): unknown {
  return {
    'current-context': current,
    clusters: [
      { name: 'cluster', cluster: { server: `https://${name}` } },
      { name: `cluster-${name}`, cluster: {} },
    ],
    users: [{ name: 'user', user: { token: name } }],
    contexts: [{ name, context: { cluster: 'cluster', user: 'user', namespace: 'shop' } }],
  }
}

const none = { explicit: null, list: null, home: join(folder, 'nobody') }

async function failure(run: Promise<unknown> | (() => unknown)): Promise<ApiError> {
  try {
    await (typeof run === 'function' ? run() : run)
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('it did not fail')
}

test('the first file of the list wins for each name, and so does its current context', async () => {
  const list = [file('a', config('aks', 'aks')), join(folder, 'missing'), '', file('b', config('eks', 'eks'))].join(
    delimiter,
  )
  const merged = await readKubeconfig({ ...none, list })
  expect(merged?.currentContext).toBe('aks')
  expect([...(merged?.contexts.keys() ?? [])]).toEqual(['aks', 'eks'])
  expect(merged?.clusters.get('cluster')?.value.server).toBe('https://aks')
  expect([...(merged?.clusters.keys() ?? [])]).toEqual(['cluster', 'cluster-aks', 'cluster-eks'])
  expect(merged && contextOf(merged, 'eks')).toMatchObject({ namespace: 'shop', user: { value: { token: 'aks' } } })
})

test('without a kubeconfig there is none, and that is no error', async () => {
  expect(await readKubeconfig(none)).toBeNull()
})

test('the file in the home directory is read last of all', async () => {
  const home = join(folder, 'home')
  mkdirSync(join(home, '.kube'), { recursive: true })
  writeFileSync(join(home, '.kube', 'config'), JSON.stringify(config('kind', 'kind')))
  expect((await readKubeconfig({ ...none, home }))?.currentContext).toBe('kind')
  expect((await readKubeconfig({ ...none, home, explicit: file('c', config('gke', 'gke')) }))?.currentContext).toBe(
    'gke',
  )
})

test('relative paths belong to the file that holds them', async () => {
  const merged = await readKubeconfig({ ...none, explicit: file('d', config('x', 'x')) })
  const user = merged && contextOf(merged, null).user
  expect(user && pathIn(user, 'keys/me.crt')).toBe(join(folder, 'keys/me.crt'))
  expect(user && pathIn(user, '/etc/me.crt')).toBe('/etc/me.crt')
})

test('fault 1: an unknown context is answered with near names and the files that were read', async () => {
  const path = file('e', {
    ...(config('aks-prod') as object),
    contexts: ['aks-prod', 'aks-dev', 'kind'].map((name) => ({ name, context: {} })),
  })
  const merged = await readKubeconfig({ ...none, explicit: path })
  const near = await failure(() => merged && contextOf(merged, 'AKS'))
  expect(near.message).toContain(path)
  expect(near.hint).toBe('did you mean aks-prod or aks-dev?')
  expect((await failure(() => merged && contextOf(merged, 'kimd'))).hint).toBe('did you mean kind?')
  expect((await failure(() => merged && contextOf(merged, 'zzzzzz'))).hint).toBe('there are: aks-prod, aks-dev, kind')
})

test.each([
  [
    'a file that was asked for and is not there',
    { ...none, explicit: join(folder, 'missing') },
    'missing cannot be read',
  ],
  ['a list of which no file exists', { ...none, list: join(folder, 'm1') }, 'none of the files of KUBECONFIG exists'],
  ['bad YAML, with its line', { ...none, explicit: file('bad', 'a: 1\nb: [\nc: "') }, 'bad, line'],
  ['a file that is no mapping', { ...none, explicit: file('list', '- 1\n') }, 'expected a kubeconfig'],
])('fault 2: %s is told', async (_name, places, message) => {
  expect((await failure(readKubeconfig(places))).message).toContain(message)
})

test('fault 2: an empty file is a kubeconfig without contexts', async () => {
  const merged = await readKubeconfig({ ...none, explicit: file('empty', '') })
  expect((await failure(() => merged && contextOf(merged, null))).message).toContain('no current context')
})

test.each([
  ['cluster', { contexts: [{ name: 'x', context: { cluster: 'gone', user: 'user' } }] }, 'names the cluster `gone`'],
  ['user', { contexts: [{ name: 'x', context: { cluster: 'cluster', user: 'gone' } }] }, 'names the user `gone`'],
])('a context that names a missing %s is told', async (_name, more, message) => {
  const merged = await readKubeconfig({ ...none, explicit: file('refs', { ...(config('x') as object), ...more }) })
  expect((await failure(() => merged && contextOf(merged, 'x'))).message).toContain(message)
})

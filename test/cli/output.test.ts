import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { progressText } from '../../src/cli/progress.ts'
import { runCli } from './process.ts'

const trace = ['trace', '--snapshot', 'catfacts', '--from', 'dev/netshoot', '--to', 'catfacts/db', '--port', '3306']
const colored = (text: string) => text.includes('\u001b[')

describe('colour', () => {
  test.each([
    ['on a terminal', { columns: 100 }, [], true],
    ['not in a pipe', {}, [], false],
    ['not with NO_COLOR', { columns: 100, env: { NO_COLOR: '1' } }, [], false],
    ['with an empty NO_COLOR all the same', { columns: 100, env: { NO_COLOR: '' } }, [], true],
    ['not on a dumb terminal', { columns: 100, env: { TERM: 'dumb' } }, [], false],
    ['not with --color never', { columns: 100 }, ['--color', 'never'], false],
    ['with --color even in a pipe', {}, ['--color', '16'], true],
    ['with --color even against NO_COLOR', { env: { NO_COLOR: '1' } }, ['--color', 'true'], true],
  ] as const)('is used %s', async (_when, options, args, expected) => {
    expect(colored((await runCli([...trace, ...args], options)).stdout)).toBe(expected)
  })

  test('is never used in JSON', async () => {
    expect(colored((await runCli([...trace, '-o', 'json', '--color', 'true'], { columns: 80 })).stdout)).toBe(false)
  })

  test('says nothing that the text does not say', async () => {
    const plain = await runCli([...trace, '--color', 'never'], { columns: 100 })
    const color = await runCli(trace, { columns: 100 })
    expect(color.stdout.replace(/\u001b\[[\d;]*m/g, '')).toBe(plain.stdout)
  })
})

describe('ASCII alone', () => {
  test.each([
    ['with --ascii', {}, ['--ascii'], true],
    ['in a locale without UTF-8, in a pipe too', { env: { LC_ALL: 'C' } }, [], true],
    ['on the Linux console', { columns: 100, env: { TERM: 'linux' } }, ['--color', 'never'], true],
    ['not in a pipe from there', { env: { TERM: 'linux' } }, [], false],
    ['not usually', { env: { LANG: 'de_DE.UTF-8' } }, [], false],
  ] as const)('is printed %s', async (_when, options, args, expected) => {
    const { stdout } = await runCli([...trace, ...args], options)
    expect(/^[\x00-\x7f]*$/.test(stdout)).toBe(expected)
    expect(stdout.split('\n')[0]?.startsWith('x ')).toBe(expected)
  })

  test('changes nothing in JSON', async () => {
    const json = [...trace, '-o', 'json']
    expect((await runCli([...json, '--ascii'])).stdout).toBe((await runCli(json)).stdout)
  })
})

test('in a pipe no line is broken or cut, on a terminal all words are there too', async () => {
  const piped = (await runCli(trace)).stdout
  const narrow = (await runCli([...trace, '--color', 'never'], { columns: 40 })).stdout
  const told = (text: string) => text.split(/\s+/).join(' ')
  expect(told(narrow)).toBe(told(piped))
  expect(piped.split('\n')[0]).toMatch(/denies\.$/)
})

test('problems and notes go to standard error, results to standard output', async () => {
  const { stdout, stderr } = await runCli(['board', '--snapshot', 'test/fixtures/no-such', '--snapshot', 'catfacts'])
  expect(stdout).toBe('')
  expect(stderr).toContain('no-such')
})

test('progress tells how far it is, how much was read and how long it will take', () => {
  const event = { type: 'progress' as const, bytesRead: 25, bytesTotal: 100, objects: 12_000, file: 'big.json' }
  expect(progressText(event, 1000)).toBe('reading big.json: 25 %, 12 000 objects, about 3 s left')
  expect(progressText({ ...event, bytesTotal: null, file: '-' }, 1000)).toBe('reading -: 12 000 objects')
})

test('a policy is found by its name without its tier, as the board shows it', async () => {
  const whole = await runCli(['policy', '--snapshot', 'catfacts', 'catfacts/platform.db'])
  for (const name of ['catfacts/db', 'db', 'NetworkPolicy/catfacts/db']) {
    expect(await runCli(['policy', '--snapshot', 'catfacts', name])).toEqual(whole)
  }
})

test('a name without its tier that a namespaced policy shares with a cluster-wide one lists both', async () => {
  const { code, stderr } = await runCli(['policy', '--snapshot', 'catfacts', 'default-deny'])
  expect(code).toBe(1)
  expect(stderr).toContain('NetworkPolicy/calico-system/calico-system.default-deny')
  expect(stderr).toContain('StagedGlobalNetworkPolicy/default.default-deny')
})

test('a name without its tier that several policies have lists them', async () => {
  const policies = ['security', 'platform'].map(
    (tier) =>
      `{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: ${tier}.db}, spec: {tier: ${tier}}}`,
  )
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-'))
  writeFileSync(join(folder, 'two.yaml'), policies.join('\n---\n'))
  const { code, stderr } = await runCli(['policy', '--snapshot', folder, 'db'])
  rmSync(folder, { recursive: true })
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /`db` is the name of 2 policies; say which:(\n {2}GlobalNetworkPolicy\/(security|platform)\.db){2}/,
  )
})

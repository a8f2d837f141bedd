import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from './installed.ts'

const bin = join(root, 'bin/calico-tui')
const folder = mkdtempSync(join(tmpdir(), 'calico-tui-process-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'src/build.mjs'), '--quiet'])
})

/** Starts the program with a standard input that stays open; `interrupt` stops it as Ctrl-C does. */
function start(args: readonly string[]) {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const texts = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    texts.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    texts.stderr += chunk
  })
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  const said = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (texts.stdout.includes(text)) resolve()
      }
      child.stdout.on('data', look)
      look()
    })
  return { child, texts, ended, said }
}

describe('Ctrl-C', () => {
  test('while standard input is awaited for a snapshot exits 130 without a word', async () => {
    const { child, texts, ended } = start(['board', '--snapshot', '-'])
    // Read by the program only when its handlers stand: a first chunk larger than a pipe holds is taken.
    await new Promise((resolve) =>
      child.stdin.write(`{"apiVersion":"v1","kind":"List","items":[${' '.repeat(1 << 20)}`, resolve),
    )
    child.kill('SIGINT')
    expect(await ended).toEqual({ code: 130, signal: null })
    expect(texts).toEqual({ stdout: '', stderr: '' })
  })

  test('in a batch exits 130 behind the answers that were given', async () => {
    const { child, texts, ended, said } = start(['trace', '--snapshot', 'catfacts', '--queries', '-'])
    const query = JSON.stringify({ id: 'q', from: 'dev/netshoot', to: 'catfacts/db', port: 3306 })
    child.stdin.write(`${query}\n`.repeat(2000))
    await said('"id":"q"')
    child.kill('SIGINT')
    expect(await ended).toEqual({ code: 130, signal: null })
    expect(texts.stderr).toBe('')
  })
})

describe('a reader that goes away', () => {
  test.each([
    'board --snapshot catfacts',
    'trace --snapshot catfacts --from dev/netshoot --to catfacts/db --port 3306 -o json',
    'trace --snapshot catfacts --queries many.jsonl',
  ])('leaves `%s` quiet', (line) => {
    const query = `${JSON.stringify({ id: 'q', from: 'dev/netshoot', to: 'catfacts/db', port: 3306 })}\n`
    writeFileSync(join(folder, 'many.jsonl'), query.repeat(50_000))
    const ran = spawnSync('sh', ['-c', `"${process.execPath}" "${bin}" ${line} | head -n 1`], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(ran.stderr).toBe('')
    expect(ran.stdout.split('\n')).toHaveLength(2)
  })
})

test.skipIf(!existsSync('/dev/full'))('an output that cannot be written is told in one line', () => {
  const ran = spawnSync('sh', ['-c', `"${process.execPath}" "${bin}" board --snapshot catfacts > /dev/full`], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(ran.stderr).toMatch(/^calico-tui: the output cannot be written: .*ENOSPC.*\n$/)
  expect(ran.status).toBe(1)
})

test('a batch answers while its questions still come', async () => {
  const { child, ended, said } = start(['trace', '--snapshot', 'catfacts', '--queries', '-'])
  const query = (id: string) => `${JSON.stringify({ id, from: 'dev/netshoot', to: 'catfacts/db', port: 3306 })}\n`
  child.stdin.write(query('first'))
  await said('"id":"first"')
  child.stdin.write(query('second'))
  await said('"id":"second"')
  child.stdin.end()
  expect(await ended).toEqual({ code: 0, signal: null })
})

test('several snapshots are one cluster, one of them from a pipe', () => {
  const tier = { apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: { name: 'extra' }, spec: { order: 7 } }
  const ran = spawnSync(process.execPath, [bin, 'board', '--snapshot', 'catfacts', '--snapshot', '-', '-o', 'json'], {
    input: JSON.stringify(tier),
    encoding: 'utf8',
  })
  const names = JSON.parse(ran.stdout).tiers.map(({ name }: { name: string }) => name)
  expect(names.slice(0, 3)).toEqual(['extra', 'calico-system', 'security'])
})

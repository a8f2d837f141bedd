import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { runCli } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'calico-tui-save-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fileAt = (name: string) => join(folder, `${name}.ctui.jsonl.gz`)
const save = (...args: readonly string[]) => runCli(['snapshot', 'save', ...args])
const flows = 'test/fixtures/flows/catfacts-flows.jsonl'

test('a saved snapshot is one file for its owner alone, and reads as what it was saved from', async () => {
  const file = fileAt('catfacts')
  const ran = await save(file, '--snapshot', 'catfacts', '--flows', flows)
  expect(ran).toEqual({ code: 0, stdout: '', stderr: expect.stringMatching(/^saved \d+ objects and 143 flows to /) })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['catfacts.ctui.jsonl.gz'])
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    schema: 'calico-tui/snapshot/v1',
    cluster: 'catfacts',
    tool: expect.stringMatching(/^calico-tui \d/),
    redacted: [],
  })
  const kinds = lines.slice(1).map((line) => JSON.parse(line).kind as string | undefined)
  expect(kinds[0]).toBe('Tier')
  expect(kinds.lastIndexOf('Tier')).toBeLessThan(kinds.indexOf('Pod'))
  expect(kinds.at(-1)).toBeUndefined()
  for (const command of ['board', 'flows replay']) {
    const [before, after] = await Promise.all([
      runCli([
        ...command.split(' '),
        '--snapshot',
        'catfacts',
        ...(command === 'board' ? [] : ['--flows', flows]),
        '-o',
        'json',
      ]),
      runCli([...command.split(' '), '--snapshot', file, '-o', 'json']),
    ])
    expect(JSON.parse(after.stdout)).toEqual(JSON.parse(before.stdout))
    expect(after.stderr).toBe(before.stderr)
  }
})

test('a file that is there is replaced only when that is asked for', async () => {
  const file = fileAt('there')
  writeFileSync(file, 'mine')
  const refused = await save(file, '--snapshot', 'stars')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('is there already; --force replaces it')
  expect(readFileSync(file, 'utf8')).toBe('mine')
  expect((await save(file, '--snapshot', 'stars', '--force')).code).toBe(0)
  expect(readFileSync(file).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]))
})

test.each([[], ['--force']])(
  'a folder is not replaced by a file, and says so before anything is read (%s)',
  async (...force) => {
    const ran = await save(folder, '--snapshot', 'no-such-snapshot', ...force)
    expect(ran).toMatchObject({ code: 1, stderr: `calico-tui: ${folder} is a folder: name a file in it\n` })
  },
)

test('a folder that is not there fails in one sentence and leaves nothing', async () => {
  const ran = await save(join(folder, 'no', 'such.ctui.jsonl.gz'), '--snapshot', 'stars')
  expect(ran.code).toBe(1)
  expect(ran.stderr).toMatch(/^calico-tui: ENOENT.*\n$/m)
})

test('standard output gets the same bytes', async () => {
  const ran = await save('-', '--snapshot', 'stars')
  const lines = gunzipSync(Buffer.from(ran.stdout, 'latin1')).toString('utf8').trim().split('\n')
  expect(lines[0]).toContain('calico-tui/snapshot/v1')
  expect(lines.length).toBeGreaterThan(10)
  expect(ran.stderr).toMatch(/to standard output/)
})

test('a redacted snapshot says what was taken out and names no cluster', async () => {
  const file = fileAt('redacted')
  await save(file, '--snapshot', 'catfacts', '--redact')
  const [header] = gunzipSync(readFileSync(file)).toString('utf8').split('\n')
  expect(JSON.parse(header ?? '')).toMatchObject({
    cluster: null,
    redacted: ['addresses outside the cluster', 'labels that no selector mentions'],
  })
})

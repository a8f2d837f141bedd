import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runCli, words } from './process.ts'

const list = (line: string) => runCli(['flows', 'list', '--snapshot', 'catfacts', ...words(line)])

test.each([
  [
    '-o csv --filter action:deny --columns source,destination,port,decided-by',
    [
      'source,destination,port,decided_by',
      'dev/netshoot,catfacts/db-7f8c6b5d9c-*,3306,end of tier platform',
      'ip-address-list,catfacts/facts-6bd9c74f58-*,80,security.blockep-ips #0',
      'catfacts/facts-6bd9c74f58-*,public network,80,end of tier platform',
    ],
  ],
  [
    '-o csv --by workloads --filter dst:=catfacts/db --sort source',
    [
      'source,destination,ports,connections,denied,packets,bytes,last_seen',
      'catfacts/facts,catfacts/db,tcp 3306,6,0,247,106764,2026-08-20T10:03:15.000Z',
      'catfacts/worker,catfacts/db,tcp 3306,6,0,359,141661,2026-08-20T10:03:15.000Z',
      'dev/netshoot,catfacts/db,tcp 3306,3,3,14,840,2026-08-20T10:03:15.000Z',
    ],
  ],
])('flows list %s', async (line, expected) => {
  const { code, stdout } = await list(line)
  expect(code).toBe(0)
  expect(stdout.trim().split('\n')).toEqual(expected)
})

test('as text a verdict has a sign and a word, and the last line says how many of how many', async () => {
  const { stdout } = await list('--filter action:deny')
  expect(stdout).toContain('✗ Deny')
  expect(stdout.trim().split('\n').at(-1)).toBe('3 of 29 distinct flows')
})

test.each([
  ['catfacts-flows.jsonl', 'records'],
  ['catfacts-flows.goldmane.jsonl', 'connections'],
])('what %s counts is called %s', async (name, noun) => {
  const file = fileURLToPath(new URL(`../fixtures/flows/${name}`, import.meta.url))
  for (const by of ['flows', 'workloads']) {
    const { stdout } = await runCli(['flows', 'list', '--flows', file, '--by', by])
    expect(stdout.split('\n')[0]?.split(/ {2,}/)).toContain(noun)
  }
})

test('as JSON the flows stand beside the filter, by lines each is one', async () => {
  const json = JSON.parse((await list('-o json --filter action:deny')).stdout)
  const lines = (await list('-o jsonl --filter action:deny')).stdout.trim().split('\n')
  expect(json).toMatchObject({ schema: 'calico-tui/flows/v1', filter: 'action:deny', distinct: 29, unreadable: 0 })
  expect(lines.map((line) => JSON.parse(line))).toEqual(json.flows)
})

/** What `flows list` prints of a log with one flow from a source of this name. */
async function listed(source: string, form: string): Promise<string> {
  const ends = { source_name: source, source_namespace: '-', dest_name: 'db-0', dest_namespace: 'shop' }
  const rest = {
    protocol: 'tcp',
    dest_port: 1,
    reporter: 'Src',
    action: 'Allow',
    policies: { enforced: [], pending: [] },
  }
  const line = { start_time: '2026-08-20T10:00:00Z', end_time: '2026-08-20T10:00:15Z', ...ends, ...rest }
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-'))
  const file = join(folder, 'flows.jsonl')
  writeFileSync(file, `${JSON.stringify(line)}\n`)
  const { stdout } = await runCli(['flows', 'list', '--flows', file, '-o', form, '--columns', 'source'])
  rmSync(folder, { recursive: true })
  return stdout
}

test('a name that a spreadsheet would run is text', async () => {
  expect(await listed('=cmd|x', 'csv')).toBe("source\n'=cmd|x\n")
})

test.each(['text', 'csv', 'jsonl', 'json'])('nothing in a name steers the terminal, as %s', async (form) => {
  const printed = await listed('\u001b[31mred\u202e\u009b2J', form)
  expect(printed).toContain('red')
  expect(printed).not.toMatch(/[\u001b\u202e\u009b]/)
})

test.each([
  ['--filter xyzzy:bar', 64, '`xyzzy:bar`: no field xyzzy: expected one of src, dst'],
  ['--filter port:http', 64, '--filter: `port:http`: expected a port'],
  ['--filter staged:yes', 64, '`staged:yes`: expected one of allow, deny, pass, differs'],
  ['--filter polcy:db', 64, 'no field polcy: did you mean policy:'],
  ['--filter action:maybe', 64, 'expected one of allow, deny'],
  ['--filter tier:platfrom', 1, 'no flow has tier platfrom: did you mean platform'],
  ['--columns sourc', 64, 'did you mean `source`?'],
  ['--sort dennied --by workloads', 64, 'did you mean `denied`?'],
  ['--by workload', 64, 'did you mean `workloads`?'],
  ['--by workloads --columns source', 64, '--columns are those of single flows'],
])('flows list %s ends with %i', async (line, code, message) => {
  const ran = await list(line)
  expect(ran.stderr).toContain(message)
  expect([ran.code, ran.stdout]).toEqual([code, ''])
})

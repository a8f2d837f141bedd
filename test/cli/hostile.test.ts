import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { runCli } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'calico-tui-hostile-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Clears the screen, turns the direction of writing, begins a control sequence of C1, ends the line, rings. */
const evil = '\u001b[2J\u202edb\u009b31m\u2028\r\n\u0007\u200b'
/** Everything that must not reach a terminal. */
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/

const objects = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: `n${evil}`, labels: { [`k${evil}`]: `v${evil}` } } },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `p${evil}`, namespace: 'shop', labels: { app: evil } },
    spec: {
      serviceAccountName: `s${evil}`,
      nodeName: `n${evil}`,
      containers: [{ ports: [{ containerPort: 80, name: evil }] }],
    },
    status: { podIP: '10.0.0.1' },
  },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'ok', namespace: 'shop' }, status: { podIP: '10.0.0.2' } },
  { apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: { name: `t${evil}` }, spec: { order: 5 } },
  {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: `g${evil}`, annotations: { note: evil } },
    spec: {
      tier: `t${evil}`,
      types: ['Ingress', 'Egress'],
      selector: `app == "${evil}" || all()`,
      ingress: [{ action: 'Allow', protocol: 'TCP', source: { selector: `x == '${evil}'`, domains: [evil] } }],
      egress: [
        { action: evil },
        { action: 'Allow', protocol: evil, http: { paths: [{ exact: evil }] } },
        { action: 'Allow' },
      ],
    },
  },
  { apiVersion: `v1${evil}`, kind: evil, metadata: { name: evil } },
]
const snapshot = join(folder, 'cluster.jsonl')
writeFileSync(snapshot, objects.map((object) => JSON.stringify(object)).join('\n'))

const flow = {
  start_time: '2026-11-20T18:30:00Z',
  end_time: '2026-11-20T18:30:15Z',
  action: 'Deny',
  source_name: `p${evil}`,
  source_namespace: 'shop',
  source_labels: `app=${evil}`,
  dest_name: evil,
  dest_namespace: evil,
  dest_labels: evil,
  protocol: evil,
  dest_port: 80,
  reporter: 'Dst',
  policies: {
    enforced: [
      { kind: evil, name: evil, namespace: evil, tier: evil, action: 'Deny', policy_index: 0, rule_index: -1 },
    ],
    pending: [],
  },
}
const flows = join(folder, 'flows.jsonl')
writeFileSync(
  flows,
  [flow, { ...flow, protocol: 'tcp', dest_name: 'ok', dest_namespace: 'shop' }]
    .map((one) => JSON.stringify(one))
    .join('\n'),
)

const commands: readonly (readonly string[])[] = [
  ['board'],
  ['policy', `g${evil}`],
  ['endpoint', '10.0.0.1'],
  ['endpoint', `shop/p${evil}`],
  ['trace', '--from', '10.0.0.2', '--to', '10.0.0.1', '--port', '80'],
  ['trace', '--from', '10.0.0.2', '--to', '10.0.0.1', '--port', '80', '--steps', '--scope', 'both'],
  ['trace', '--from', `shop/${evil}`, '--to', '10.0.0.1', '--port', '80'],
  ['trace', '--from', '10.0.0.2', '--to', '10.0.0.1', '--port', evil],
  ['trace', '--from', '10.0.0.2', '--to', '10.0.0.1', '--port', '80', '--protocol', evil],
  ['flows', 'replay', '--flows', flows],
  ['preview', '--staged', '--flows', flows],
  [evil],
  [`--${evil}`],
  ['board', '-o', evil],
  ['board', '--snapshot', `no${evil}`],
]
const forms = ['text', 'json', 'yaml']
const cases = commands.flatMap((command) => forms.map((form) => [form, command] as const))

test.each(cases)('as %s nothing in %j reaches the terminal as it was written', async (form, command) => {
  const ran = await runCli([...command, '-o', form, '--snapshot', snapshot])
  expect(ran.stderr).not.toContain('mistake of ours')
  expect(ran.stdout).not.toMatch(obeyed)
  expect(ran.stderr).not.toMatch(obeyed)
  expect(`${ran.stdout}${ran.stderr}`).not.toBe('')
})

test('on a terminal in colour only our own sequences are written', async () => {
  const ran = await runCli(['board', '--snapshot', snapshot, '--color', '16'], { columns: 80 })
  expect(ran.stdout.replace(/\u001b\[[\d;]*m/g, '')).not.toMatch(obeyed)
})

test('JSON and YAML hold the same value, with what is hidden escaped', async () => {
  const json = await runCli(['board', '--snapshot', snapshot, '-o', 'json'])
  const yaml = await runCli(['board', '--snapshot', snapshot, '-o', 'yaml'])
  expect(JSON.parse(json.stdout).tiers[0].name).toBe(`t${evil}`)
  expect(parse(yaml.stdout)).toEqual(JSON.parse(json.stdout))
})

test('a batch answers hostile lines in visible text', async () => {
  const lines = [
    { id: evil, from: '10.0.0.2', to: '10.0.0.1', port: 80 },
    { id: 1, from: evil, to: evil, port: 1 },
    { id: 2, from: 'a/b', to: 'c/d', port: evil },
  ]
  const stdin = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n${evil}\n`
  const ran = await runCli(['trace', '--snapshot', snapshot, '--queries', '-'], { stdin })
  expect(ran.stdout).not.toMatch(obeyed)
  expect(JSON.parse(ran.stdout.split('\n')[0] ?? '').id).toBe(evil)
})

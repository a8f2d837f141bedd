import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCli } from './process.ts'

const query = (fields: object): string => JSON.stringify(fields)
const worker = { from: 'catfacts/worker', to: 'catfacts/db', port: 3306 }
const netshoot = { from: 'dev/netshoot', to: 'catfacts/db', port: 3306 }

async function batch(lines: readonly string[], ...args: string[]): Promise<{ code: number; answers: unknown[] }> {
  const ran = await runCli(['trace', '--snapshot', 'catfacts', '--queries', '-', ...args], {
    stdin: `${lines.join('\n')}\n`,
  })
  return {
    code: ran.code,
    answers: ran.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  }
}

describe('a batch', () => {
  test('gives one answer a line in the order of the questions, whatever they are', async () => {
    const lines = Array.from({ length: 50 }, (_, at) => query({ id: `q${at}`, ...(at % 3 === 0 ? worker : netshoot) }))
    lines[7] = 'not JSON'
    lines[9] = query({ id: 'q9', from: 'dev/nobody', to: 'catfacts/db', port: 1 })
    const { code, answers } = await batch(lines)
    expect(code).toBe(1)
    expect(answers).toHaveLength(50)
    expect(answers[0]).toMatchObject({ id: 'q0', verdict: 'Allow', certain: true })
    expect(answers[1]).toMatchObject({ id: 'q1', verdict: 'Deny' })
    expect(answers[7]).toMatchObject({ id: null, error: expect.stringContaining('not JSON') })
    expect(answers[9]).toMatchObject({ id: 'q9', error: expect.stringContaining('dev/nobody') })
    expect(answers.map((answer, at) => (at === 7 ? 'q7' : (answer as { id: string }).id))).toEqual(
      Array.from({ length: 50 }, (_, at) => `q${at}`),
    )
  })

  test('exits 0 when every line could be answered, whatever the verdicts', async () => {
    expect((await batch([query({ id: 1, ...netshoot })])).code).toBe(0)
    expect(await batch([])).toEqual({ code: 0, answers: [] })
  })

  test('tells of each leg what a flow log would', async () => {
    const { answers } = await batch([query({ id: 'q', ...netshoot })])
    expect(answers[0]).toEqual({
      id: 'q',
      verdict: 'Deny',
      certain: true,
      legs: [
        {
          direction: 'egress',
          endpoint: 'dev/netshoot',
          verdict: 'Allow',
          hits: [
            {
              kind: 'GlobalNetworkPolicy',
              apiGroup: 'projectcalico.org',
              tier: 'security',
              namespace: null,
              name: 'security.allow-kube-dns',
              action: 'Pass',
              rule: 2,
            },
            {
              kind: 'Profile',
              apiGroup: 'projectcalico.org',
              tier: null,
              namespace: null,
              name: 'kns.dev',
              action: 'Allow',
              rule: 0,
            },
          ],
        },
        {
          direction: 'ingress',
          endpoint: 'catfacts/db-7f8c6b5d9c-v6vzq',
          verdict: 'Deny',
          hits: [
            {
              kind: 'NetworkPolicy',
              apiGroup: 'projectcalico.org',
              tier: 'platform',
              namespace: 'catfacts',
              name: 'platform.db',
              action: 'Deny',
              rule: -1,
            },
          ],
        },
      ],
    })
  })

  test('keeps an id of any type, and has null for a missing one', async () => {
    const { answers } = await batch(
      [{ id: 7 }, { id: { a: [1] } }, {}, { id: null }].map((id) => query({ ...id, ...worker })),
    )
    expect(answers.map((answer) => (answer as { id: unknown }).id)).toEqual([7, { a: [1] }, null, null])
  })

  test('takes absent and null fields for the same', async () => {
    const { answers } = await batch([
      query({ ...worker, id: 1 }),
      query({ ...worker, id: 1, protocol: null, icmpType: null, sourcePort: null }),
    ])
    expect(answers[0]).toEqual(answers[1])
  })

  test('asks no port of a protocol that has none, and passes over one that is given', async () => {
    const icmp = { from: 'dev/netshoot', to: '203.0.113.9', protocol: 'icmp', icmpType: 8 }
    const lines = [icmp, { ...icmp, port: 0 }, { ...icmp, protocol: 1, port: null }].map((each) =>
      query({ id: 1, ...each }),
    )
    const { code, answers } = await batch(lines)
    expect(code).toBe(0)
    expect(answers).toEqual([answers[0], answers[0], answers[0]])
  })

  test('gives a line of its own to every sort of mistake', async () => {
    const wrong = [
      '[]',
      '7',
      '{"id":"a"',
      query({ id: 'a', to: 'catfacts/db', port: 1 }),
      query({ id: 'a', from: 7, to: 'catfacts/db', port: 1 }),
      query({ id: 'a', ...worker, port: 70_000 }),
      query({ id: 'a', ...worker, port: 1.5 }),
      query({ id: 'a', ...worker, port: null }),
      query({ id: 'a', ...worker, protocol: 'TPC' }),
      query({ id: 'a', ...worker, icmpCode: 1, protocol: 'ICMP' }),
      query({ id: 'a', ...worker, httpPath: 7 }),
    ]
    const { code, answers } = await batch(wrong)
    expect(code).toBe(1)
    expect(answers).toEqual(wrong.map((_, at) => ({ id: at < 3 ? null : 'a', error: expect.any(String) })))
  })

  test('leaves out blank lines and reads a last line without an end', async () => {
    const stdin = `\n  \n${query({ id: 1, ...worker })}\r\n\n${query({ id: 2, ...worker })}`
    const ran = await runCli(['trace', '--snapshot', 'catfacts', '--queries', '-'], { stdin })
    expect(ran.stdout.split('\n').map((line) => line.slice(0, 7))).toEqual(['{"id":1', '{"id":2', ''])
  })

  test('answers in both scopes beside each other', async () => {
    const { code, answers } = await batch(
      [query({ id: 1, from: 'catfacts/db', to: '203.0.113.9', port: 443 })],
      '--scope',
      'both',
    )
    expect(code).toBe(0)
    expect(answers[0]).toMatchObject({ id: 1, enforced: { verdict: 'Allow' }, pending: { verdict: 'Deny' } })
  })

  test('with --steps holds what a single trace prints as JSON', async () => {
    const { answers } = await batch([query({ id: 1, ...netshoot })], '--steps')
    const args = [
      'trace',
      '--snapshot',
      'catfacts',
      '--from',
      'dev/netshoot',
      '--to',
      'catfacts/db',
      '--port',
      '3306',
      '-o',
      'json',
    ]
    expect(answers[0]).toEqual({ id: 1, ...JSON.parse((await runCli(args)).stdout) })
  })

  test('tells the backends of a service that do not agree', async () => {
    const one = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'n', labels: { open: 'yes' } },
      status: { podIP: '10.0.0.1' },
    }
    const other = { ...one, metadata: { name: 'b', namespace: 'n' }, status: { podIP: '10.0.0.2' } }
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's', namespace: 'n' },
      spec: { ports: [{ port: 80 }] },
    }
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 's-1', namespace: 'n', labels: { 'kubernetes.io/service-name': 's' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'] }],
      ports: [{ port: 8080, protocol: 'TCP' }],
    }
    const policy = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      metadata: { name: 'closed', namespace: 'n' },
      spec: { selector: '!has(open)', types: ['Ingress'] },
    }
    const file = join(mkdtempSync(join(tmpdir(), 'calico-tui-batch-')), 'cluster.jsonl')
    writeFileSync(file, [one, other, service, slice, policy].map((object) => JSON.stringify(object)).join('\n'))
    const ran = await runCli(['trace', '--snapshot', file, '--queries', '-'], {
      stdin: query({ id: 1, from: '203.0.113.1', to: 'svc:n/s' }),
    })
    expect(JSON.parse(ran.stdout)).toMatchObject({
      id: 1,
      verdict: 'Mixed',
      legs: [],
      backends: [
        { destination: 'n/a', verdict: 'Allow' },
        { destination: 'n/b', verdict: 'Deny' },
      ],
    })
    const single = await runCli(['trace', '--snapshot', file, '--from', '203.0.113.1', '--to', 'svc:n/s', '-o', 'json'])
    expect(single.code).toBe(2)
    expect(JSON.parse(single.stdout)).toMatchObject({
      schema: 'calico-tui/trace-set/v1',
      verdict: 'Mixed',
      traces: [{}, {}],
    })
    const text = await runCli(['trace', '--snapshot', file, '--from', '203.0.113.1', '--to', 'svc:n/s'])
    expect(text.stdout).toContain('Mixed: 1 of 2 backends is allowed.')
  })
})

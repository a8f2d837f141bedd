import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { runCli, words } from './process.ts'

async function json(line: string): Promise<Record<string, unknown>> {
  return JSON.parse((await runCli(words(`${line} -o json`))).stdout)
}

const netshootToDb = 'trace --snapshot catfacts --from dev/netshoot --to catfacts/db --port 3306'

describe('the JSON of a trace', () => {
  test('is what the page of the command line promises', async () => {
    const trace = await json(netshootToDb)
    expect(trace).toMatchObject({
      schema: 'calico-tui/trace/v1',
      scope: 'enforced',
      verdict: 'Deny',
      certain: true,
      connection: {
        source: { type: 'endpoint', key: 'dev/netshoot', ip: '10.244.1.25' },
        destination: { type: 'endpoint', key: 'catfacts/db-7f8c6b5d9c-v6vzq', ip: '10.244.1.21' },
        protocol: 'TCP',
        port: 3306,
      },
      legs: [
        { direction: 'egress', endpoint: 'dev/netshoot', stage: 'workload', verdict: 'Allow', exempt: null },
        {
          direction: 'ingress',
          endpoint: 'catfacts/db-7f8c6b5d9c-v6vzq',
          stage: 'workload',
          verdict: 'Deny',
          exempt: null,
        },
      ],
      assumptions: [],
    })
    expect((trace.legs as { hits: unknown }[]).map(({ hits }) => hits)).toEqual([
      [
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
      [
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
    ])
  })

  test('tells for every missed rule what it wants and what the connection has', async () => {
    const { legs } = await json(netshootToDb)
    const steps = (legs as { steps: { type: string }[] }[])[1]?.steps
    expect(steps?.find(({ type }) => type === 'policy-missed')).toMatchObject({
      misses: [{ rule: 0, field: 'source-selector', has: 'dev/netshoot' }],
    })
  })

  test('in both scopes is a pair', async () => {
    const pair = await json('trace --snapshot catfacts --from catfacts/db --to 203.0.113.9 --port 443 --scope both')
    expect(pair).toMatchObject({
      schema: 'calico-tui/trace-pair/v1',
      enforced: { schema: 'calico-tui/trace/v1', scope: 'enforced', verdict: 'Allow' },
      pending: { schema: 'calico-tui/trace/v1', scope: 'pending', verdict: 'Deny' },
    })
  })

  test('tells which assumptions could turn the verdict', async () => {
    const trace = await json('trace --snapshot quiz --from quiz-3/pod-a --to 203.0.113.9 --port 443')
    expect(trace).toMatchObject({ verdict: 'Deny', certain: false })
    expect(trace.assumptions).toContainEqual({
      direction: 'egress',
      policy: {
        apiGroup: 'projectcalico.org',
        kind: 'NetworkPolicy',
        tier: 'tier-3',
        namespace: 'quiz-3',
        name: 'policy4',
      },
      rule: 0,
      field: 'destination-domains',
      taken: 'not met',
      otherwise: 'Allow',
    })
  })

  test('leaves out what nobody said, and keeps what was said', async () => {
    const { connection } = await json(
      'trace --snapshot catfacts --from dev/netshoot --to 203.0.113.9 --protocol icmp --icmp-type 8',
    )
    expect(connection).toEqual({
      source: { type: 'endpoint', key: 'dev/netshoot', ip: '10.244.1.25' },
      destination: { type: 'address', ip: '203.0.113.9', domain: null },
      protocol: 'ICMP',
      port: null,
      icmp: { type: 8, code: null },
    })
  })
})

test('the JSON of the board holds every tier and policy in evaluation order', async () => {
  const board = await json('board --snapshot catfacts')
  const tiers = board.tiers as { name: string; policies: Record<string, unknown>[] }[]
  expect(board.schema).toBe('calico-tui/board/v1')
  expect(tiers.map(({ name }) => name)).toEqual([
    'calico-system',
    'security',
    'platform',
    'kube-admin',
    'namespace-isolation',
    'default',
    'kube-baseline',
  ])
  expect(tiers[2]).toMatchObject({ name: 'platform', order: 300, defaultAction: 'Deny' })
  expect(tiers[2]?.policies[1]).toEqual({
    kind: 'StagedNetworkPolicy',
    apiGroup: 'projectcalico.org',
    namespace: 'catfacts',
    name: 'platform.worker',
    order: 120,
    staged: true,
    stagedAction: 'Set',
    types: ['Egress'],
    selector: "app == 'worker'",
    namespaceSelector: null,
    serviceAccountSelector: null,
    endpoints: 1,
    problems: [],
  })
  expect(board.problems).toEqual([])
})

test('the JSON of an endpoint holds what selectors see and what governs it', async () => {
  expect(await json('endpoint --snapshot catfacts catfacts/db')).toMatchObject({
    schema: 'calico-tui/endpoint/v1',
    endpoint: {
      type: 'workload',
      key: 'catfacts/db-7f8c6b5d9c-v6vzq',
      labels: { app: 'db' },
      effectiveLabels: { app: 'db', 'pcns.projectcalico.org/name': 'catfacts' },
      profiles: ['kns.catfacts', 'ksa.catfacts.default'],
      planned: false,
    },
    ingress: [
      {
        name: 'platform',
        policies: [{ kind: 'NetworkPolicy', namespace: 'catfacts', name: 'platform.db', rules: 1, staged: false }],
      },
      { name: 'default', policies: [{ name: 'default.default-deny', staged: true }] },
    ],
    egress: [{ name: 'security' }, { name: 'default' }],
  })
})

test('the JSON of a policy holds its rules in words and what they match', async () => {
  expect(await json('policy --snapshot catfacts catfacts/platform.db')).toMatchObject({
    schema: 'calico-tui/policy/v1',
    policy: { tier: 'platform', kind: 'NetworkPolicy', namespace: 'catfacts', name: 'platform.db', endpoints: 1 },
    ingress: [
      {
        rule: 0,
        action: 'Allow',
        words: "Allow TCP 3306 from (app == 'worker' || app == 'facts') in namespace catfacts",
        source: {
          type: 'matches',
          endpoints: ['catfacts/facts-6bd9c74f58-m4k7d', 'catfacts/worker-85d7f9c6b4-xjl2s'],
          networkSets: [],
        },
        destination: null,
      },
    ],
    egress: null,
    endpoints: ['catfacts/db-7f8c6b5d9c-v6vzq'],
    manifest: { kind: 'NetworkPolicy' },
  })
})

test.each([
  'board --snapshot kitchen-sink',
  'policy --snapshot kitchen-sink shop/teams.api',
  'endpoint --snapshot kitchen-sink shop/api',
  `${netshootToDb} --scope both`,
  'info',
])('YAML and JSON of `%s` are the same value', async (line) => {
  const yaml = await runCli(words(`${line} -o yaml`))
  expect(parse(yaml.stdout)).toEqual(await json(line))
})

const pods = ['catfacts/db', 'catfacts/facts', 'catfacts/worker', 'dev/netshoot', '203.0.113.9', '10.244.1.21']
const pairs = pods.flatMap((from) => pods.map((to) => ({ from, to })))

test('a batch with --steps answers each query as a trace of its own does', async () => {
  const stdin = pairs.map((pair, id) => JSON.stringify({ id, ...pair, port: 443 })).join('\n')
  const batch = await runCli(['trace', '--snapshot', 'catfacts', '--queries', '-', '--steps', '--scope', 'both'], {
    stdin,
  })
  const answers = batch.stdout.split('\n').slice(0, -1)
  for (const [id, { from, to }] of pairs.entries()) {
    const { schema, ...alone } = await json(
      `trace --snapshot catfacts --from ${from} --to ${to} --port 443 --scope both`,
    )
    expect(JSON.parse(answers[id] ?? '')).toEqual({ id, ...alone })
    expect(schema).toBe('calico-tui/trace-pair/v1')
  }
})

import { describe, expect, test } from 'vitest'
import type { Leg, Step, Trace } from '../../src/model/trace.ts'
import { plainText } from '../../src/text/styled.ts'
import { traceLines } from '../../src/text/trace.ts'
import { egress, entity, indexOf, ingress, policy, port, protocol, ref, rule, traceOf } from './builders.ts'

const big = ref('platform', 'platform.big')
const ports = Array.from({ length: 30 }, (_, at) =>
  rule({ protocol: protocol('TCP'), destination: entity({ ports: [port(1000 + at)] }) }),
)
const index = indexOf(policy({ ref: big, ingress: [...ports, rule({ action: 'Log' }), rule({ action: 'Deny' })] }))

function told(legs: readonly Leg[], given: Partial<Trace> & { isComplete?: boolean } = {}): readonly string[] {
  const { isComplete = false, ...rest } = given
  return traceLines(traceOf(legs, rest), { index, width: null, isComplete }).map(plainText)
}

const misses = ports.map((_, at) => ({
  rule: at,
  field: 'destination-ports' as const,
  wants: `${1000 + at}`,
  has: '3306',
}))
const denied: Step = { type: 'rule-matched', policy: big, rule: 31, action: 'Deny', misses, logged: [30] }
const skipped = (name: string): Step => ({ type: 'policy-skipped', policy: ref('platform', name), because: 'selector' })
const passed = (tier: string): Step => ({ type: 'tier-skipped', tier, because: 'selector' })
const profile: Step = { type: 'profile', profile: 'kns.dev', rule: 0, action: 'Allow' }

describe('a policy with many rules', () => {
  test('tells the first misses, counts the others, and tells what matched', () => {
    const lines = told([ingress('Deny', denied)])
    const rules = lines.slice(lines.findIndex((line) => line.startsWith('    ✗ platform.big')) + 1)
    expect(rules).toEqual([
      ...[0, 1, 2, 3, 4, 5].map((at) => `        ·  ${at}  Allow TCP ${1000 + at}  port is 3306`),
      '          … 24 more rules missed',
      '        + 30  Log everything  matches and is logged, the next rule goes on',
      '        ✗ 31  Deny everything',
    ])
  })

  test('tells all of them when that is asked for', () => {
    const lines = told([ingress('Deny', denied)], { isComplete: true })
    expect(lines.filter((line) => line.includes('port is 3306'))).toHaveLength(30)
  })
})

describe('neighbours that play no part for one reason', () => {
  test('are counted when they are many policies', () => {
    const steps = ['a', 'b', 'c', 'd', 'e', 'f'].map(skipped)
    expect(told([ingress('Deny', ...steps, denied)])).toContain('      6 policies: does not select it')
    expect(
      told([ingress('Deny', ...steps, denied)], { isComplete: true }).filter((line) => /^ {4}- [a-f] /.test(line)),
    ).toHaveLength(6)
  })

  test('stand in one line when they are many tiers', () => {
    const lines = told([egress('Allow', ...['a', 'b', 'c', 'd'].map(passed), profile)])
    expect(lines).toContain('  tiers a, b, c and d  no policy of theirs selects this endpoint')
  })

  test('stand in lines of their own when they are few', () => {
    const lines = told([egress('Allow', ...['a', 'b'].map(passed), profile)])
    expect(lines).toContain('  tier a  no policy of it selects this endpoint')
  })
})

describe('assumptions', () => {
  const assumption = {
    direction: 'egress',
    policy: big,
    rule: 1,
    field: 'destination-domains',
    taken: 'not met',
    otherwise: 'Deny',
  } as const

  test('that could turn the verdict say how', () => {
    const lines = told([egress('Allow', profile)], { certain: false, assumptions: [assumption] })
    expect(lines[0]).toMatch(/^✓ Allowed under assumptions on egress/)
    expect(lines.slice(-2)).toEqual([
      'Assumed',
      '  ? egress: rule 1 of platform.big depends on the DNS name of the destination, which is not known: taken as not met; otherwise the verdict would be Deny',
    ])
  })

  test('that could not turn it are told as such', () => {
    const lines = told([egress('Allow', profile)], { assumptions: [{ ...assumption, otherwise: 'Allow' }] })
    expect(lines.slice(-2)[0]).toBe('Assumed, without effect on the verdict')
    expect(lines.at(-1)).not.toContain('otherwise')
  })

  test('about a policy that could not be read name it', () => {
    const unread = { ...assumption, rule: null, field: null }
    expect(told([egress('Allow', profile)], { certain: false, assumptions: [unread] }).at(-1)).toContain(
      'platform.big could not be read',
    )
  })
})

test.each([
  ['pre-dnat', 'Ingress at hep:edge, before DNAT  ✓ Allow'],
  ['untracked', 'Ingress at hep:edge, untracked  ✓ Allow'],
  ['host', 'Ingress at hep:edge, the host itself  ✓ Allow'],
  ['forward', 'Ingress at hep:edge, forwarded traffic  ✓ Allow'],
] as const)('a leg at the stage %s of a host says so', (stage, head) => {
  expect(told([{ ...ingress('Allow', profile), endpoint: 'hep:edge', stage }])).toContain(head)
})

test('a connection tells all that is known of it', () => {
  const { connection } = traceOf([])
  const lines = told([], {
    connection: {
      ...connection,
      source: { type: 'address', ip: '198.51.100.1', domain: null },
      sourcePort: 5000,
      http: { method: 'GET', path: '/x' },
      original: { ip: '10.96.0.1', port: 80 },
    },
  })
  expect(lines.slice(2, 4)).toEqual([
    '  from  198.51.100.1               port 5000',
    '  to    catfacts/db   10.244.1.21  TCP 3306, HTTP GET /x, called at 10.96.0.1 port 80',
  ])
})

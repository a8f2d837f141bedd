import { expect, test } from 'vitest'
import { plainText } from '../../src/text/styled.ts'
import { traceLines } from '../../src/text/trace.ts'
import { egress, entity, indexOf, ingress, policy, port, protocol, ref, rule, traceOf } from './builders.ts'

const dns = ref('security', 'security.allow-kube-dns')
const db = ref('platform', 'platform.db', 'catfacts')
const index = indexOf(
  policy({
    ref: dns,
    egress: [
      rule({
        protocol: protocol('UDP'),
        destination: entity({ selector: "k8s-app == 'kube-dns'", ports: [port(53)] }),
      }),
      rule({
        protocol: protocol('TCP'),
        destination: entity({ selector: "k8s-app == 'kube-dns'", ports: [port(53)] }),
      }),
      rule({ action: 'Pass' }),
    ],
  }),
  policy({
    ref: db,
    ingress: [
      rule({
        protocol: protocol('TCP'),
        source: entity({ selector: "app in {'facts','worker'}" }),
        destination: entity({ ports: [port(3306)] }),
      }),
    ],
  }),
)
const denied = traceOf([
  egress(
    'Allow',
    {
      type: 'rule-matched',
      policy: dns,
      rule: 2,
      action: 'Pass',
      logged: [],
      misses: [
        { rule: 0, field: 'protocol', wants: 'UDP', has: 'TCP' },
        { rule: 1, field: 'destination-selector', wants: "k8s-app == 'kube-dns'", has: 'catfacts/db' },
      ],
    },
    { type: 'tier-skipped', tier: 'platform', because: 'selector' },
    { type: 'profile', profile: 'kns.dev', rule: 0, action: 'Allow' },
  ),
  ingress(
    'Deny',
    { type: 'policy-skipped', policy: ref('platform', 'platform.facts', 'catfacts'), because: 'selector' },
    {
      type: 'policy-missed',
      policy: db,
      logged: [],
      misses: [{ rule: 0, field: 'source-selector', wants: 'app in {facts, worker}', has: 'dev/netshoot' }],
    },
    { type: 'end-of-tier', tier: 'platform', action: 'Deny', first: db, last: db },
  ),
])

const told = (width: number | null) => traceLines(denied, { index, width, isComplete: false }).map(plainText)

test('a trace is told as the answer, the connection, and every step in board order', () => {
  expect(told(null)).toEqual([
    '✗ Denied on ingress at catfacts/db: platform.db selects it and none of its rules match, so the end of tier platform denies.',
    '',
    '  from  dev/netshoot  10.244.1.25',
    '  to    catfacts/db   10.244.1.21  TCP 3306',
    '',
    'Egress at dev/netshoot  ✓ Allow',
    '  tier security',
    '    » security.allow-kube-dns  GlobalNetworkPolicy  rule 2: Pass to the next tier',
    "        · 0  Allow UDP 53 to k8s-app == 'kube-dns'  protocol is TCP",
    "        · 1  Allow TCP 53 to k8s-app == 'kube-dns'  destination is catfacts/db",
    '        » 2  Pass everything',
    '  tier platform  no policy of it selects this endpoint',
    '  ✓ profile kns.dev  rule 0: Allow',
    '',
    'Ingress at catfacts/db  ✗ Deny',
    '  tier platform',
    '    - catfacts/platform.facts  NetworkPolicy  does not select it',
    '    · catfacts/platform.db     NetworkPolicy  no rule matches',
    '        · 0  Allow TCP 3306 from app in {facts, worker} in namespace catfacts',
    '               source is dev/netshoot',
    '    ✗ end of tier                             Deny, since nothing in the tier matched',
  ])
})

test('on a terminal long lines are broken, never cut', () => {
  const lines = told(60)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60)
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('so the end of tier platform denies.')
})

import { expect, test } from 'vitest'
import { trace } from '../../src/engine/trace.ts'
import type { Connection } from '../../src/model/connection.ts'
import type { Field, Trace } from '../../src/model/trace.ts'
import { calico, connection, indexOf, namespace, node, pod, service, slice } from './objects.ts'

/** A small world: pods in two namespaces, sets of both sorts, a host endpoint, a service. */
const world = [
  namespace('a', { team: 'red' }),
  namespace('b', { team: 'blue' }),
  pod('a/x', '10.0.0.1', { app: 'x', role: 'web' }),
  pod(
    'b/y',
    '10.0.0.2',
    { app: 'y', role: 'db' },
    {
      containers: [
        {
          name: 'main',
          ports: [
            { name: 'http', containerPort: 8080 },
            { name: 'dns', containerPort: 53, protocol: 'UDP' },
          ],
        },
      ],
    },
  ),
  pod('b/z', '10.0.0.3', { app: 'z', role: 'db', old: 'yes' }),
  pod('b/six', 'fd00::1', { app: 'six' }),
  node('n1', '10.1.0.1'),
  calico('HostEndpoint', 'h', { node: 'n1', interfaceName: 'eth0', expectedIPs: ['10.1.0.1'] }, { role: 'db' }),
  calico('GlobalNetworkSet', 'out', { nets: ['203.0.113.0/24'] }, { ext: 'y' }),
  calico('NetworkSet', 'b/blues', { nets: ['198.51.100.7'] }, { ext: 'y' }),
  calico(
    'GlobalNetworkSet',
    'names',
    { nets: ['192.0.2.1'], allowedEgressDomains: ['*.Example.com'] },
    { ext: 'named' },
  ),
  service('b/db', { clusterIP: '10.9.0.1', ports: [{ name: 'pg', port: 5432 }] }),
  slice('b/db', ['10.0.0.2'], [{ name: 'pg', port: 5432 }, { name: 'none' }]),
]

/** The field in which the first egress rule of a policy misses, `matched`, or the field nobody can answer with a `?`. */
function outcome(value: Trace): string {
  const doubt = value.assumptions.find(({ rule }) => rule === 0)
  if (doubt !== undefined) return `${doubt.field} ?`
  const step = value.legs[0]?.steps.find((each) => each.type === 'rule-matched' || each.type === 'policy-missed')
  const miss = step !== undefined && 'misses' in step ? step.misses.find(({ rule }) => rule === 0) : undefined
  return miss?.field ?? (step === undefined ? 'no policy' : 'matched')
}

function ask(kind: string, rule: object, asked: Connection): string {
  const key = kind === 'NetworkPolicy' ? 'a/p' : 'p'
  const policy = calico(kind, key, {
    types: ['Egress'],
    egress: [{ action: 'Allow', ...rule }],
    selector: "app in {'x', 'six'}",
  })
  return outcome(trace(indexOf(...world, policy), asked, 'enforced'))
}

const to = (destination: string, port: number | null = 80, more: Partial<Connection> = {}) =>
  connection('a/x', destination, port, more)
const udp = { protocol: 'UDP' }
const icmp = (type: number | null, code: number | null = null) => ({
  protocol: 'ICMP',
  icmp: type === null ? null : { type, code },
})

type Row = readonly [rule: object, asked: Connection, wanted: Field | 'matched' | `${Field} ?`]

test.each<Row>([
  [{}, to('8.8.8.8'), 'matched'],
  [{ ipVersion: 6 }, to('8.8.8.8'), 'ip-version'],
  [{ protocol: 'TCP' }, to('8.8.8.8', 80, udp), 'protocol'],
  [{ protocol: 6 }, to('8.8.8.8', 80, { protocol: 'tcp' }), 'matched'],
  [{ protocol: 'UDPLite' }, to('8.8.8.8', 80, { protocol: '136' }), 'matched'],
  [{ notProtocol: 'TCP' }, to('8.8.8.8'), 'not-protocol'],
  [{ protocol: 'ICMP', icmp: { type: 8 } }, to('8.8.8.8', null, icmp(8, 3)), 'matched'],
  [{ protocol: 'ICMP', icmp: { type: 8 } }, to('8.8.8.8', null, icmp(0)), 'icmp'],
  [{ protocol: 'ICMP', icmp: { type: 8 } }, to('8.8.8.8', null, icmp(null)), 'icmp ?'],
  [{ protocol: 'ICMP', icmp: { type: 8, code: 0 } }, to('8.8.8.8', null, icmp(8)), 'icmp ?'],
  [{ protocol: 'ICMP', icmp: { type: 8, code: 0 } }, to('8.8.8.8', null, icmp(3)), 'icmp'],
  [{ protocol: 'ICMP', notICMP: { type: 8, code: 0 } }, to('8.8.8.8', null, icmp(8, 1)), 'matched'],
  [{ protocol: 'ICMP', notICMP: { type: 8 } }, to('8.8.8.8', null, icmp(8, 1)), 'not-icmp'],
  [{ notICMP: { type: 8 } }, to('8.8.8.8'), 'not-icmp ?'],
  [{ destination: { nets: ['8.8.0.0/16'] } }, to('8.8.8.8'), 'matched'],
  [{ destination: { nets: ['8.8.8.9/32', 'fd00::/8'] } }, to('8.8.8.8'), 'destination-nets'],
  [{ destination: { nets: ['0.0.0.0/0'] } }, to('8.8.8.8'), 'matched'],
  [{ destination: { nets: ['::/0'] } }, to('8.8.8.8'), 'destination-nets'],
  [{ destination: { nets: ['8.8.0.0/16'] } }, to('domain:a.b'), 'destination-nets ?'],
  [{ destination: { notNets: ['8.0.0.0/8'] } }, to('8.8.8.8'), 'destination-not-nets'],
  [{ destination: { notNets: ['9.0.0.0/8'] } }, to('8.8.8.8'), 'matched'],
  [{ destination: { notNets: ['fd00::/8'] } }, to('8.8.8.8'), 'destination-not-nets'],
  [{ destination: { notNets: ['0.0.0.0/0'] } }, to('8.8.8.8'), 'destination-not-nets'],
  [{ source: { nets: ['10.0.0.0/24'] }, destination: { nets: ['fd00::/8'] } }, to('8.8.8.8'), 'destination-nets'],
  [{ destination: { selector: "role == 'db'" } }, to('b/y'), 'matched'],
  [{ destination: { selector: "role == 'db'" } }, to('hep:h'), 'matched'],
  [{ action: 'Deny', destination: { selector: 'all()' } }, to('8.8.8.8'), 'destination-selector'],
  // A set with domains is among all, and nobody said by which name the address was reached.
  [{ destination: { selector: 'all()' } }, to('8.8.8.8'), 'destination-selector ?'],
  [{ destination: { selector: 'all()' } }, to('203.0.113.9'), 'matched'],
  [{ destination: { selector: "team == 'blue'" } }, to('b/y'), 'destination-selector'],
  [{ destination: { namespaceSelector: "team == 'blue'" } }, to('b/y'), 'matched'],
  [{ destination: { namespaceSelector: "team == 'blue'" } }, to('198.51.100.7'), 'matched'],
  [{ destination: { namespaceSelector: "team != 'blue'" } }, to('203.0.113.9'), 'matched'],
  [{ destination: { namespaceSelector: "team != 'blue'" } }, to('hep:h'), 'matched'],
  [{ destination: { namespaceSelector: 'all()' } }, to('hep:h'), 'destination-selector'],
  [{ destination: { namespaceSelector: 'global()' } }, to('hep:h'), 'matched'],
  [
    { destination: { namespaceSelector: 'global()', selector: "ext == 'y'" } },
    to('198.51.100.7'),
    'destination-selector',
  ],
  [{ destination: { selector: "role == 'db'", notSelector: 'has(old)' } }, to('b/z'), 'destination-not-selector'],
  [{ destination: { selector: "role == 'db'", notSelector: 'has(old)' } }, to('b/y'), 'matched'],
  [{ destination: { notSelector: "role == 'db'" } }, to('8.8.8.8'), 'matched'],
  [{ destination: { notSelector: "role == 'db'" } }, to('b/y'), 'destination-not-selector'],
  [{ source: { serviceAccounts: { names: ['default'] } } }, to('8.8.8.8'), 'source-selector'],
  [{ protocol: 'TCP', destination: { ports: [79, '80:90'] } }, to('8.8.8.8'), 'matched'],
  [{ protocol: 'TCP', destination: { ports: ['81:90'] } }, to('8.8.8.8'), 'destination-ports'],
  [{ protocol: 'TCP', destination: { notPorts: ['80:90'] } }, to('8.8.8.8'), 'destination-not-ports'],
  [{ protocol: 'TCP', destination: { ports: ['80:90'], notPorts: [85] } }, to('8.8.8.8', 86), 'matched'],
  [{ protocol: 'TCP', source: { ports: [1000] } }, to('8.8.8.8'), 'source-ports ?'],
  [{ protocol: 'TCP', source: { ports: [1000] } }, to('8.8.8.8', 80, { sourcePort: 1000 }), 'matched'],
  [{ protocol: 'TCP', source: { notPorts: [1000] } }, to('8.8.8.8', 80, { sourcePort: 1000 }), 'source-not-ports'],
  [{ destination: { ports: ['http'] } }, to('b/y', 8080), 'matched'],
  [{ destination: { ports: ['http'] } }, to('b/y', 8081), 'destination-ports'],
  [{ destination: { ports: ['http'] } }, to('b/z', 8080), 'destination-ports'],
  [{ destination: { ports: ['dns'] } }, to('b/y', 53), 'destination-ports'],
  [{ destination: { ports: ['dns'] } }, to('b/y', 53, udp), 'matched'],
  [{ destination: { ports: ['http'], selector: "role == 'web'" } }, to('b/y', 8080), 'destination-selector'],
  [{ destination: { notPorts: ['http'] } }, to('b/y', 8080), 'destination-not-ports'],
  [{ destination: { notPorts: ['http'] } }, to('8.8.8.8', 8080), 'matched'],
  [{ source: { ports: ['web'] } }, to('8.8.8.8'), 'source-ports'],
  [{ destination: { services: { name: 'db', namespace: 'b' } } }, to('b/y', 5432), 'matched'],
  [{ destination: { services: { name: 'db', namespace: 'b' } } }, to('b/y', 5433), 'destination-services'],
  [{ destination: { services: { name: 'db', namespace: 'b' } } }, to('b/y', 5432, udp), 'destination-services'],
  [{ destination: { services: { name: 'gone', namespace: 'b' } } }, to('b/y', 5432), 'destination-services'],
  [{ destination: { domains: ['*.example.com'] } }, to('domain:a.b.EXAMPLE.com.'), 'matched'],
  [{ destination: { domains: ['*.example.com'] } }, to('domain:example.com'), 'destination-domains'],
  [{ destination: { domains: ['www.*.com'] } }, to('domain:www.sun.com'), 'matched'],
  [{ destination: { domains: ['www.s*.com'] } }, to('domain:www.sun.com'), 'destination-domains'],
  [{ destination: { domains: ['www.*'] } }, to('domain:www.sun'), 'destination-domains'],
  [{ destination: { domains: ['a.com'] } }, to('8.8.8.8'), 'destination-domains ?'],
  [{ destination: { domains: ['a.com'] } }, to('b/y'), 'destination-domains'],
  [{ destination: { domains: ['a.com'] } }, to('10.1.0.1'), 'destination-domains'],
  [{ action: 'Deny', destination: { domains: ['a.com'] } }, to('domain:a.com'), 'destination-domains'],
  [{ destination: { selector: "ext == 'named'" } }, to('domain:www.example.com'), 'matched'],
  [{ destination: { selector: "ext == 'named'" } }, to('192.0.2.1'), 'matched'],
  [{ destination: { selector: "ext == 'named'" } }, to('8.8.8.8'), 'destination-selector ?'],
  [{ action: 'Deny', destination: { selector: "ext == 'named'" } }, to('8.8.8.8'), 'destination-selector'],
  [{ destination: { selector: "ext == 'y'" } }, to('domain:a.com'), 'destination-selector ?'],
  [{ destination: { selector: "ext == 'nobody'" } }, to('domain:a.com'), 'destination-selector'],
])('a global policy with the rule %j', (rule, asked, wanted) => {
  expect(ask('GlobalNetworkPolicy', rule, asked)).toBe(wanted)
})

test.each<Row>([
  [{ destination: { selector: "role == 'db'" } }, to('b/y'), 'destination-selector'],
  [{ destination: { selector: "ext == 'y'" } }, to('203.0.113.9'), 'destination-selector'],
  [{ destination: { notSelector: "role == 'db'" } }, to('8.8.8.8'), 'destination-selector'],
  [{ destination: { notSelector: "role == 'db'" } }, to('a/x'), 'no policy' as 'matched'],
  [{ destination: { services: { name: 'db' } } }, to('b/y', 5432), 'destination-services'],
  [{ source: { serviceAccounts: { selector: "k != 'v'" } } }, to('8.8.8.8'), 'matched'],
])('a policy of namespace a with the rule %j', (rule, asked, wanted) => {
  expect(ask('NetworkPolicy', rule, asked)).toBe(wanted)
})

const request = (method: string | null, path: string | null) => ({ http: { method, path } })
const paths = (...list: readonly object[]) => ({ http: { paths: list } })

test.each<readonly [rule: object, more: Partial<Connection>, wanted: 'http' | 'matched' | 'http ?']>([
  [{ http: { methods: ['GET'] } }, {}, 'http ?'],
  [{ http: { methods: ['GET'] } }, request('GET', null), 'matched'],
  [{ http: { methods: ['GET'] } }, request('get', null), 'http'],
  [{ http: { methods: ['*'] } }, {}, 'matched'],
  [{ http: { methods: ['GET'], paths: [{ exact: '/a' }] } }, request('PUT', null), 'http'],
  [paths({ prefix: '/pub' }), request(null, '/public'), 'http'],
  [paths({ prefix: '/pub' }), request(null, '/pub/x?q=1'), 'matched'],
  [paths({ prefix: '/' }), request(null, '/anything'), 'matched'],
  [paths({ exact: '/a/b' }), request(null, '/a/./c/..//b/;v=1'), 'matched'],
  [paths({ exact: '/a' }), request(null, '/%61'), 'matched'],
  [paths({ exact: '/a' }), request(null, '\\a#top'), 'matched'],
  [paths({ prefix: '/' }), request(null, '/a%2'), 'http'],
  [paths({ prefix: '/' }), request(null, '/%252e%252e/a'), 'http'],
  [paths({ exact: '/ä' }), request(null, '/%C3%A4'), 'matched'],
])('a rule with %j and the request %j', (rule, more, wanted) => {
  expect(ask('GlobalNetworkPolicy', { protocol: 'TCP', ...rule }, to('8.8.8.8', 80, more))).toBe(wanted)
})

test('what a namespaced policy silently asks is told', () => {
  const rule = { action: 'Allow', destination: { selector: "role == 'db'" } }
  const policy = calico('NetworkPolicy', 'a/p', { types: ['Egress'], egress: [rule] })
  const [leg] = trace(indexOf(...world, policy), to('b/y'), 'enforced').legs
  expect(leg?.steps).toContainEqual(
    expect.objectContaining({
      misses: [{ rule: 0, field: 'destination-selector', wants: "role == 'db' in namespace a", has: 'b/y' }],
    }),
  )
})

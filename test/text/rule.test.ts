import { expect, test } from 'vitest'
import type { Direction, Rule } from '../../src/model/rule.ts'
import { ruleWords } from '../../src/text/rule.ts'
import { plainText } from '../../src/text/styled.ts'
import { entity, port, protocol, rule } from './builders.ts'

const tcp = protocol('TCP')
const named = (name: string) => ({ type: 'named' as const, name })

const rows: readonly (readonly [string, Direction, Partial<Rule>])[] = [
  ['Allow everything', 'ingress', {}],
  ['Pass everything', 'egress', { action: 'Pass' }],
  ['Log everything over IPv6', 'egress', { action: 'Log', ipVersion: 6 }],
  // What is carried
  ['Deny TCP', 'ingress', { action: 'Deny', protocol: tcp }],
  [
    'Allow IPv4 UDP 53',
    'egress',
    { ipVersion: 4, protocol: protocol('UDP'), destination: entity({ ports: [port(53)] }) },
  ],
  ['Allow protocol 47', 'egress', { protocol: protocol('47') }],
  ['Allow everything but UDP', 'egress', { notProtocol: protocol('UDP') }],
  [
    'Allow TCP 80, 443, 8000-8080',
    'egress',
    { protocol: tcp, destination: entity({ ports: [port(80), port(443), port(8000, 8080)] }) },
  ],
  [
    'Allow TCP port named http, 9090',
    'egress',
    { protocol: tcp, destination: entity({ ports: [named('http'), port(9090)] }) },
  ],
  ['Allow port 80', 'egress', { destination: entity({ ports: [port(80)] }) }],
  [
    'Allow TCP 80-90 except port 85',
    'egress',
    { protocol: tcp, destination: entity({ ports: [port(80, 90)], notPorts: [port(85)] }) },
  ],
  ['Allow every port except port 22', 'egress', { destination: entity({ notPorts: [port(22)] }) }],
  ['Allow ICMP type 8', 'ingress', { protocol: protocol('ICMP'), icmp: { type: 8, code: null } }],
  ['Allow ICMP except type 8 code 0', 'ingress', { protocol: protocol('ICMP'), notIcmp: { type: 8, code: 0 } }],
  // From whom and to whom
  [
    'Allow TCP 3306 from app in {facts, worker}',
    'ingress',
    {
      protocol: tcp,
      source: entity({ selector: "app in {'worker', 'facts'}" }),
      destination: entity({ ports: [port(3306)] }),
    },
  ],
  [
    "Allow everything from (app == 'a' || app == 'b')",
    'ingress',
    { source: entity({ selector: 'app == "a" || app == "b"' }) },
  ],
  [
    'Allow everything to 10.0.0.0/8 except 10.1.0.0/16',
    'egress',
    { destination: entity({ nets: ['10.0.0.0/8'], notNets: ['10.1.0.0/16'] }) },
  ],
  [
    'Allow everything to 192.0.2.7, fd00::/8',
    'egress',
    { destination: entity({ nets: ['192.0.2.7/32', 'fd00::/8'] }) },
  ],
  [
    'Deny everything to anywhere except 10.0.0.0/8',
    'egress',
    { action: 'Deny', destination: entity({ notNets: ['10.0.0.0/8'] }) },
  ],
  [
    "Allow everything from pods of namespaces with env == 'prod'",
    'ingress',
    { source: entity({ namespaceSelector: "env == 'prod'" }) },
  ],
  [
    "Allow everything from app == 'x' of namespaces with env == 'prod'",
    'ingress',
    { source: entity({ selector: "app == 'x'", namespaceSelector: "env == 'prod'" }) },
  ],
  [
    "Allow everything from pods of namespaces with env != 'prod' (or of none)",
    'ingress',
    { source: entity({ namespaceSelector: "env != 'prod'" }) },
  ],
  [
    'Allow everything from pods in namespace shop',
    'ingress',
    { source: entity({ namespaceSelector: "kubernetes.io/metadata.name == 'shop'" }) },
  ],
  [
    'Allow everything from pods in namespaces bank and shop',
    'ingress',
    { source: entity({ namespaceSelector: "projectcalico.org/name in {'shop','bank'}" }) },
  ],
  ['Allow everything from pods in any namespace', 'ingress', { source: entity({ namespaceSelector: 'all()' }) }],
  [
    'Allow everything from host endpoints and global network sets outside all namespaces',
    'ingress',
    { source: entity({ namespaceSelector: 'global()' }) },
  ],
  [
    'Allow everything to all() known endpoints and network sets',
    'egress',
    { destination: entity({ selector: 'all()' }) },
  ],
  [
    "Allow everything to anywhere except role == 'db'",
    'egress',
    { destination: entity({ notSelector: "role == 'db'" }) },
  ],
  [
    "Allow everything to app == 'x' except role == 'db'",
    'egress',
    { destination: entity({ selector: "app == 'x'", notSelector: "role == 'db'" }) },
  ],
  [
    "Allow everything to app == 'x' with an address in 10.0.0.0/8",
    'egress',
    { destination: entity({ selector: "app == 'x'", nets: ['10.0.0.0/8'] }) },
  ],
  [
    "Allow everything from pods with app == 'x'",
    'ingress',
    { source: entity({ selector: "projectcalico.org/orchestrator == 'k8s' && app == 'x'" }) },
  ],
  [
    'Allow everything from pods',
    'ingress',
    { source: entity({ selector: "projectcalico.org/orchestrator == 'k8s'" }) },
  ],
  [
    'Allow everything from pods running as service account api',
    'ingress',
    { source: entity({ serviceAccounts: { names: ['api'], selector: null } }) },
  ],
  [
    "Allow everything from app == 'x' running as service accounts api or web with tier == 'a'",
    'ingress',
    { source: entity({ selector: "app == 'x'", serviceAccounts: { names: ['api', 'web'], selector: "tier == 'a'" } }) },
  ],
  [
    "Allow everything from pods running as service accounts with PCI == 'true'",
    'ingress',
    { source: entity({ serviceAccounts: { names: [], selector: "PCI == 'true'" } }) },
  ],
  [
    'Allow everything to service kube-system/kube-dns',
    'egress',
    { destination: entity({ services: { name: 'kube-dns', namespace: 'kube-system' } }) },
  ],
  [
    'Allow TCP 443 to domains *.twilio.com, api.stripe.com',
    'egress',
    { protocol: tcp, destination: entity({ domains: ['*.twilio.com', 'api.stripe.com'], ports: [port(443)] }) },
  ],
  [
    'Allow everything to a selector ]that is none',
    'egress',
    { destination: entity({ selector: 'a selector ]that is none' }) },
  ],
  // Both sides, source ports, HTTP
  [
    "Allow UDP 53 from app == 'x' source port 1024-65535 to 10.0.0.1",
    'ingress',
    {
      protocol: protocol('UDP'),
      source: entity({ selector: "app == 'x'", ports: [port(1024, 65535)] }),
      destination: entity({ nets: ['10.0.0.1/32'], ports: [port(53)] }),
    },
  ],
  [
    'Allow TCP from anywhere source port except 22',
    'ingress',
    { protocol: tcp, source: entity({ notPorts: [port(22)] }) },
  ],
  [
    "Allow everything to app == 'y' from app == 'x'",
    'egress',
    { source: entity({ selector: "app == 'x'" }), destination: entity({ selector: "app == 'y'" }) },
  ],
  [
    'Allow TCP with HTTP GET, HEAD on /health, /api and below',
    'ingress',
    {
      protocol: tcp,
      http: {
        methods: ['GET', 'HEAD'],
        paths: [
          { type: 'exact', value: '/health' },
          { type: 'prefix', value: '/api' },
        ],
      },
    },
  ],
  [
    'Allow TCP with HTTP any method on /',
    'ingress',
    { protocol: tcp, http: { methods: [], paths: [{ type: 'exact', value: '/' }] } },
  ],
]

test.each(rows)('%s', (words, direction, given) => {
  expect(plainText(ruleWords(rule(given), direction))).toBe(words)
})

test('where the policy is not in sight, the words say that its selectors stay in its namespace', () => {
  const given = rule({ source: entity({ selector: "app == 'x'" }), destination: entity({ nets: ['10.0.0.0/8'] }) })
  expect(plainText(ruleWords(given, 'ingress', 'shop'))).toBe(
    "Allow everything from app == 'x' in namespace shop to 10.0.0.0/8",
  )
})

test('text of a rule that would steer a terminal is written out', () => {
  const given = rule({ source: entity({ selector: "app == '\u001b[2Jx'" }) })
  expect(plainText(ruleWords(given, 'ingress'))).toBe("Allow everything from app == '\\u{1b}[2Jx'")
})

import { describe, expect, test } from 'vitest'
import { type Fields, globalPolicy, networkPolicy, policyOf, toldOf } from './decoded.ts'

function ingress(fields: Fields): Fields {
  return networkPolicy({ types: ['Ingress'], ingress: [{ action: 'Allow', ...fields }] })
}

function egress(fields: Fields): Fields {
  return networkPolicy({ types: ['Egress'], egress: [{ action: 'Allow', ...fields }] })
}

const front = { name: 'front', namespace: 'shop' }

describe('in a rule', () => {
  test.each([
    [
      'a field nobody reads',
      ingress({ destination: { port: 80 } }),
      'destination: `port` is no field that Calico reads here',
    ],
    [
      'a bare address',
      ingress({ source: { nets: ['10.0.0.1'] } }),
      'source.nets[0]: expected a CIDR with a prefix length, not `10.0.0.1`',
    ],
    [
      'a net of all addresses left out',
      ingress({ source: { notNets: ['0.0.0.0/0'] } }),
      'source.notNets: a net with prefix length 0 leaves no address for the rule to match',
    ],
    [
      'nets of both versions',
      ingress({ source: { nets: ['10.0.0.0/8', 'fd00::/8'] } }),
      'source: nets of IPv4 and IPv6 in one rule: for each version only its own nets count',
    ],
    [
      'nets of the other version',
      ingress({ ipVersion: 6, source: { nets: ['10.0.0.0/8'] } }),
      'ipVersion: no net of the rule is one of IPv6: the rule never matches',
    ],
    ['a protocol in the wrong case', ingress({ protocol: 'tcp' }), 'protocol: expected `TCP`, not `tcp`'],
    ['an action in the wrong case', ingress({ action: 'deny' }), 'action: expected `Deny`, not `deny`'],
    [
      'ICMP fields without ICMP',
      ingress({ icmp: { type: 8 } }),
      'icmp: expected the protocol ICMP or ICMPv6 beside it',
    ],
    [
      'ICMP fields left out without ICMP',
      ingress({ notICMP: { type: 8 } }),
      'notICMP: without the protocol ICMP or ICMPv6 the data planes do not agree on what it means',
    ],
    [
      'ICMP of the other version',
      ingress({ protocol: 'ICMP', ipVersion: 6 }),
      'ipVersion: expected `4` beside the protocol `ICMP`, not `6`',
    ],
    [
      'a code without a type',
      ingress({ protocol: 'ICMP', icmp: { code: 1 } }),
      'icmp: a code without a type is passed over',
    ],
    [
      'a service without a namespace',
      egress({ destination: { services: { name: 'front' } } }),
      "destination.services.namespace: expected a namespace; without one the rule never matches, Calico does not fill in the policy's own",
    ],
    [
      'a service without a name',
      egress({ destination: { services: { namespace: 'shop' } } }),
      'destination.services.name: expected the name of a service; without one Calico takes the criterion for none',
    ],
    [
      'a service on the wrong side',
      ingress({ destination: { services: front } }),
      'destination.services: services can be matched in the source of ingress rules only',
    ],
    [
      'a service beside a selector',
      egress({ destination: { services: front, selector: 'all()' } }),
      'destination.services: expected no selectors and no nets beside it',
    ],
    [
      'a service beside ports',
      egress({ protocol: 'TCP', destination: { services: front, ports: [80] } }),
      'destination.services: expected no ports beside it',
    ],
    [
      'domains of an ingress rule',
      ingress({ destination: { domains: ['a.example.com'] } }),
      'destination.domains: domains can be matched in the destination of egress rules that allow only',
    ],
    [
      'domains of a rule that denies',
      egress({ action: 'Deny', destination: { domains: ['a.example.com'] } }),
      'destination.domains: domains can be matched in the destination of egress rules that allow only',
    ],
    [
      'domains beside a selector',
      egress({ destination: { domains: ['a.example.com'], selector: 'all()' } }),
      'destination.domains: expected no selector and no nets beside it',
    ],
    [
      'a pattern of domains with part of a label',
      egress({ destination: { domains: ['www.g*.com'] } }),
      'destination.domains: expected a domain such as `api.example.com` or `*.example.com`, not `www.g*.com`',
    ],
    [
      'HTTP in an egress rule',
      egress({ protocol: 'TCP', http: { methods: ['GET'] } }),
      'http: HTTP can be matched in ingress rules only',
    ],
    [
      'HTTP in a rule that denies',
      ingress({ action: 'Deny', http: { methods: ['GET'] } }),
      'http: expected the action Allow beside it, not `Deny`',
    ],
    [
      'HTTP over UDP',
      ingress({ protocol: 'UDP', http: { methods: ['GET'] } }),
      'http: expected the protocol TCP beside it, not `UDP`',
    ],
    ['a method twice', ingress({ http: { methods: ['GET', 'GET'] } }), 'http.methods: a method stands there twice'],
    [
      'a path that is none',
      ingress({ http: { paths: [{ exact: 'a?b' }] } }),
      'http.paths: expected a path that begins with `/`, without blanks, `?` and `#`, not `a?b`',
    ],
    [
      'a path of both sorts',
      ingress({ http: { paths: [{ exact: '/a', prefix: '/a' }] } }),
      'http.paths[0]: expected either `exact` or `prefix`',
    ],
    [
      '`global()` where it has no meaning',
      ingress({ source: { selector: 'global()' } }),
      'source.selector: `global()` has a meaning in namespace selectors only',
    ],
    [
      '`global()` beside other terms',
      ingress({ source: { namespaceSelector: "global() || a == 'b'" } }),
      'source.namespaceSelector: expected `global()` alone, without other terms beside it',
    ],
    [
      'too many ports',
      ingress({ protocol: 'TCP', destination: { ports: Array.from({ length: 51 }, (_, at) => at + 1) } }),
      'destination.ports: expected at most 50 ports',
    ],
  ])('%s', (_name, object, told) => {
    const [first, ...others] = toldOf(object)
    expect(others).toEqual([])
    expect(first?.replace(/^warning spec\.(in|e)gress\[0\]\./, '')).toBe(told)
    expect(policyOf(object).invalid).toBeNull()
  })
})

describe('in a policy', () => {
  test.each([
    [
      'a field nobody reads',
      networkPolicy({ types: ['Ingress'], ordr: 1 }),
      'spec: `ordr` is no field that Calico reads here',
    ],
    [
      'a namespace selector in a namespace',
      networkPolicy({ types: ['Ingress'], namespaceSelector: 'all()' }),
      'spec: `namespaceSelector` is no field that Calico reads here',
    ],
    [
      'a type that is none',
      networkPolicy({ types: ['ingress'] }),
      'spec.types[0]: expected Ingress or Egress, not `ingress`',
    ],
    ['a type twice', networkPolicy({ types: ['Ingress', 'Ingress'] }), 'spec.types[1]: `Ingress` stands there twice'],
    [
      'rules of a direction that is not governed',
      networkPolicy({ types: ['Ingress'], egress: [{ action: 'Allow' }] }),
      'spec.egress: these rules have no effect: `Egress` is not in `spec.types`',
    ],
    [
      'types missing in a stored policy',
      networkPolicy({}, { uid: 'u' }),
      'spec.types: stored without `types`, the policy governs both directions',
    ],
    [
      'a name with two dots',
      networkPolicy({ types: ['Ingress'] }, { name: 'a.b.c' }),
      'metadata.name: expected at most one `.` in the name, not `a.b.c`',
    ],
    [
      '`global()` in its selector',
      networkPolicy({ types: ['Ingress'], selector: 'global()' }),
      'spec.selector: `global()` has a meaning in the namespace selectors of rules only',
    ],
    [
      'preDNAT without applyOnForward',
      globalPolicy({ types: ['Ingress'], preDNAT: true }),
      'spec.applyOnForward: expected `true` beside `preDNAT` or `doNotTrack`',
    ],
    [
      'preDNAT and egress',
      globalPolicy({ types: ['Ingress', 'Egress'], preDNAT: true, applyOnForward: true }),
      'spec.types: beside `preDNAT` only ingress is governed',
    ],
    [
      'preDNAT and doNotTrack',
      globalPolicy({ types: ['Ingress'], preDNAT: true, doNotTrack: true, applyOnForward: true }),
      'spec.preDNAT: expected either `preDNAT` or `doNotTrack`',
    ],
    [
      'a spec beside the staged action Delete',
      { ...networkPolicy({ stagedAction: 'Delete', selector: 'all()' }), kind: 'StagedNetworkPolicy' },
      'spec.selector: expected nothing but the tier beside the staged action Delete',
    ],
    [
      'a selector that is too long',
      networkPolicy({ types: ['Ingress'], selector: `a == '${'b'.repeat(1024)}'` }),
      'spec.selector: expected at most 1024 characters',
    ],
  ])('%s', (_name, object, told) => {
    expect(toldOf(object)).toEqual([`warning ${told}`])
    expect(policyOf(object).invalid).toBeNull()
  })
})

describe('in a tier', () => {
  const tier = (name: string, spec: Fields) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'Tier',
    metadata: { name },
    spec,
  })
  test.each([
    [tier('a.b', { order: 1 }), ['warning metadata.name: expected at most 63 letters, digits and `-`, not `a.b`']],
    [
      tier('app', { order: 1, defaultAction: 'Allow' }),
      ['warning spec.defaultAction: expected Pass or Deny, not `Allow`; Calico takes it for Deny'],
    ],
    [tier('default', { order: 5 }), ['warning spec.order: expected `1000000` for this tier, not `5`']],
    [tier('kube-admin', { order: 1000 }), ['warning spec.defaultAction: expected Pass for this tier, not `Deny`']],
    [tier('kube-baseline', { order: 10_000_000, defaultAction: 'Pass' }), []],
    [tier('constructor', {}), []],
  ])('%#: %j', (object, told) => {
    expect(toldOf(object)).toEqual(told)
  })
})

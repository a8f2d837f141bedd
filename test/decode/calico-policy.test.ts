import { describe, expect, test } from 'vitest'
import { printSelector } from '../../src/model/selector-print.ts'
import { changeOf, type Fields, globalPolicy, networkPolicy, policyOf, toldOf } from './decoded.ts'

const rule = { action: 'Allow' }
const stored = { uid: 'u' }

describe('which directions a policy governs', () => {
  test.each([
    ['a manifest without rules governs ingress', {}, {}, 'ingress'],
    ['a manifest with ingress rules governs ingress', { ingress: [rule] }, {}, 'ingress'],
    ['a manifest with egress rules governs egress', { egress: [rule] }, {}, 'egress'],
    ['a manifest with both governs both', { ingress: [rule], egress: [rule] }, {}, 'ingress egress'],
    ['a manifest with an empty list of egress rules governs ingress', { egress: [] }, {}, 'ingress'],
    ['empty types are none', { types: [], egress: [rule] }, {}, 'egress'],
    ['a stored policy without types governs both', { ingress: [rule] }, stored, 'ingress egress'],
    ['one that a list shows without its uid too', { ingress: [rule] }, { resourceVersion: '1' }, 'ingress egress'],
    ['types decide', { types: ['Egress'], ingress: [rule] }, {}, 'egress'],
    ['whatever their case', { types: ['ingress', 'EGRESS'] }, {}, 'ingress egress'],
    ['types that are none govern nothing', { types: ['Both'] }, {}, ''],
  ])('%s', (_name, spec, metadata, governs) => {
    const { ingress, egress } = policyOf(networkPolicy(spec, metadata))
    const found = [ingress === null ? [] : 'ingress', egress === null ? [] : 'egress'].flat().join(' ')
    expect(found).toBe(governs)
  })

  test('a v1 object governs both, since nobody fills its types in', () => {
    const object = { ...networkPolicy({ ingress: [rule] }), apiVersion: 'crd.projectcalico.org/v1' }
    expect(policyOf(object).egress).toEqual([])
  })
})

describe('which endpoints a policy selects', () => {
  const own = 'projectcalico.org/namespace == "shop"'
  test.each([
    ['no selector in a namespace', networkPolicy({}), own],
    ['a selector in a namespace', networkPolicy({ selector: "a == 'b'" }), `(a == "b" && ${own})`],
    [
      'a selector of service accounts too',
      networkPolicy({ selector: "a == 'b'", serviceAccountSelector: "r == 's'" }),
      `((a == "b" && ${own}) && pcsa.r == "s")`,
    ],
    [
      'all service accounts restrict nothing in a namespace',
      networkPolicy({ serviceAccountSelector: 'all()' }),
      `(${own} && all())`,
    ],
    ['no selector in the cluster', globalPolicy({}), 'all()'],
    ['an empty one', globalPolicy({ selector: '' }), 'all()'],
    ['a namespace selector in the cluster', globalPolicy({ namespaceSelector: "t == 'u'" }), 'pcns.t == "u"'],
    [
      'a catch-all beside a namespace selector asks for a namespace',
      globalPolicy({ selector: 'all()', namespaceSelector: "t != 'u'" }),
      '(has(projectcalico.org/namespace) && pcns.t != "u")',
    ],
    ['all namespaces', globalPolicy({ namespaceSelector: 'all()' }), 'has(projectcalico.org/namespace)'],
    [
      'all service accounts in the cluster',
      globalPolicy({ selector: 'all()', serviceAccountSelector: 'all()' }),
      '(has(projectcalico.org/serviceaccount) && has(projectcalico.org/serviceaccount))',
    ],
    ['a namespace selector has no meaning in a namespace', networkPolicy({ namespaceSelector: "t == 'u'" }), own],
    [
      'a namespace selector that does not parse is left out',
      globalPolicy({ selector: "a == 'b'", namespaceSelector: 't = u' }),
      'a == "b"',
    ],
    [
      'its catch-alls ask for a namespace all the same',
      globalPolicy({ selector: 'all()', namespaceSelector: 't = u' }),
      'has(projectcalico.org/namespace)',
    ],
  ])('%s', (_name, object, selector) => {
    const policy = policyOf(object)
    expect(printSelector(policy.appliesTo)).toBe(selector)
    expect(policy.invalid).toBeNull()
  })
})

describe('what Felix treats as missing', () => {
  const inRule = (fields: Fields) => networkPolicy({ types: ['Ingress'], ingress: [{ ...rule, ...fields }] })
  const path = 'spec.ingress[0]'
  test.each([
    [
      networkPolicy({ types: ['Ingress'], selector: 'app = "db"' }),
      'spec.selector: selector `app = "db"`: expected `==` at column 5',
    ],
    [
      inRule({ source: { selector: 'a b' } }),
      `${path}.source.selector: selector \`a b\`: expected \`==\`, \`!=\`, \`in\`, \`not in\`, \`contains\`, \`starts with\` or \`ends with\` at column 3`,
    ],
    [inRule({ destination: { notSelector: '(' } }), /^spec\.ingress\[0\]\.destination\.notSelector: selector/],
    [inRule({ source: { namespaceSelector: 'x &' } }), /^spec\.ingress\[0\]\.source\.namespaceSelector: selector/],
    [
      inRule({ source: { serviceAccounts: { selector: '!' } } }),
      /^spec\.ingress\[0\]\.source\.serviceAccounts\.selector/,
    ],
    [inRule({ destination: { ports: [80] } }), `${path}.destination.ports: ports need the protocol TCP, UDP or SCTP`],
    [
      inRule({ protocol: 'ICMP', destination: { ports: ['http'] } }),
      `${path}.destination.ports: ports need the protocol TCP, UDP or SCTP`,
    ],
    [
      inRule({ protocol: 'TCP', destination: { ports: [0] } }),
      `${path}.destination.ports[0]: expected ports from 1 to 65535, not the number \`0\``,
    ],
    [
      inRule({ protocol: 'TCP', destination: { ports: ['90:80'] } }),
      `${path}.destination.ports[0]: expected a range that begins with the smaller port, not \`90:80\``,
    ],
    [
      inRule({ protocol: 'TCP', destination: { ports: ['Http'] } }),
      `${path}.destination.ports[0]: expected a port name of at most 15 lower-case letters, digits and \`-\`, one letter at least, not \`Http\``,
    ],
    [
      inRule({ protocol: 'TCP', destination: { ports: '80' } }),
      `${path}.destination.ports: expected a list, not \`80\``,
    ],
    [
      inRule({ protocol: 'HTTP' }),
      `${path}.protocol: expected TCP, UDP, ICMP, ICMPv6, SCTP, UDPLite or a number from 1 to 255, not \`HTTP\``,
    ],
    [inRule({ protocol: 256 }), /not the number `256`$/],
    [inRule({ protocol: 'ICMP', icmp: { type: 255 } }), `${path}.icmp.type: expected 0 to 254, not \`255\``],
    [inRule({ protocol: 'ICMP', icmp: { type: 8, code: 256 } }), `${path}.icmp.code: expected 0 to 255, not \`256\``],
    [inRule({ ipVersion: 5 }), `${path}.ipVersion: expected 4 or 6, not the number \`5\``],
    [inRule({ action: 'allowed' }), `${path}.action: expected Allow, Deny, Log or Pass, not \`allowed\``],
    [inRule({ action: 'pass' }), `${path}.action: expected Allow, Deny, Log or Pass, not \`pass\``],
    [inRule({ source: { nets: '10.0.0.0/8' } }), `${path}.source.nets: expected a list, not \`10.0.0.0/8\``],
    [networkPolicy({ order: '10' }), 'spec.order: expected a number, not `10`'],
  ])('%#: %s', (object, why) => {
    const policy = policyOf(object)
    if (typeof why === 'string') expect(policy.invalid).toBe(why)
    else expect(policy.invalid).toMatch(why)
    expect(changeOf(object).problems).toContainEqual(expect.objectContaining({ severity: 'error' }))
  })

  test('names among ports may stand without a protocol', () => {
    expect(policyOf(inRule({ destination: { ports: ['http'] } })).invalid).toBeNull()
  })

  test('what it still selects can be shown', () => {
    expect(printSelector(policyOf(networkPolicy({ selector: 'a = b' })).appliesTo)).toBe(
      'projectcalico.org/namespace == "shop"',
    )
  })
})

describe('what is dropped and told', () => {
  test('a net that cannot be read', () => {
    const source = { nets: ['10.0.0/8', '10.1.0.0/16'] }
    const object = networkPolicy({ types: ['Ingress'], ingress: [{ action: 'Allow', source }] })
    expect(policyOf(object)).toMatchObject({ invalid: null, ingress: [{ source: { nets: [{ prefix: 16 }] } }] })
    expect(toldOf(object)).toEqual([
      'error spec.ingress[0].source.nets[0]: expected a CIDR, not `10.0.0/8`; Calico leaves it out',
    ])
  })

  test('nets of which none can be read, so that the rule matches any address', () => {
    const object = networkPolicy({ types: ['Ingress'], ingress: [{ action: 'Allow', source: { nets: ['10.0.0/8'] } }] })
    expect(policyOf(object).ingress?.[0]?.source.nets).toBeNull()
    expect(toldOf(object).at(-1)).toBe(
      'error spec.ingress[0].source.nets: none of these nets can be read: Calico takes the rule for one without them, which matches any address',
    )
  })
})

test.each([
  ['Set', null, 'Set'],
  ['Delete', 'Delete', 'Delete'],
  ['Learn', 'Learn', 'Learn'],
])('a staged policy is staged to be %s', (_name, written, stagedAction) => {
  const spec = { types: ['Ingress'], ...(written === null ? {} : { stagedAction: written }) }
  expect(policyOf({ ...networkPolicy(spec), kind: 'StagedNetworkPolicy' }).stagedAction).toBe(stagedAction)
})

test.each([
  [{}, 'normal', false],
  [{ applyOnForward: true }, 'normal', true],
  [{ preDNAT: true, applyOnForward: true }, 'pre-dnat', true],
  [{ doNotTrack: true, applyOnForward: true }, 'untracked', true],
  [{ doNotTrack: true, preDNAT: true, applyOnForward: true }, 'untracked', true],
])('%j puts a policy at its stage', (spec, stage, applyOnForward) => {
  expect(policyOf(globalPolicy({ types: ['Ingress'], ...spec }))).toMatchObject({ stage, applyOnForward })
})

test('what is kept for the YAML view has no managed fields', () => {
  const object = networkPolicy({ tier: 'app' }, { managedFields: [{ manager: 'kubectl' }] })
  expect(policyOf(object).manifest).toEqual(networkPolicy({ tier: 'app' }))
})

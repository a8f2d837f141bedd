import type { BrokenInput } from './corpus.ts'
import { list, pod, policy, tier } from './objects.ts'

const others = ['tier security', 'pod shop/db-1']
const esc = '\u001b'

/** A List in which one thing is broken beside a good tier and a good pod. */
function beside(name: string, broken: unknown, problems: readonly RegExp[], more: Partial<BrokenInput> = {}): BrokenInput {
  const text = JSON.stringify(list(tier('security'), broken, pod('shop', 'db-1')), null, 1)
  return { name, files: { 'a.json': text }, problems, survivors: others, fails: null, ...more }
}

/** The same as a text, for what JavaScript cannot hold. */
function besideText(name: string, broken: string, problems: readonly RegExp[], more: Partial<BrokenInput> = {}): BrokenInput {
  const row = beside(name, '@', problems, more)
  return { ...row, files: { 'a.json': String(row.files['a.json']).replace('"@"', broken) } }
}

const wrong = [null, true, 7, 'text', [], ['x'], {}, { a: { b: 1 } }]
/** One policy for each wrong value at a path of its spec. */
function wrongAt(field: string): unknown {
  return { kind: 'List', apiVersion: 'v1', items: wrong.map((value, at) => policy('shop', `wrong-${at}`, { [field]: value })) }
}

export const brokenValues: readonly BrokenInput[] = [
  ...['tier', 'selector', 'types', 'ingress', 'egress', 'order', 'serviceAccountSelector', 'namespaceSelector', 'stagedAction', 'doNotTrack'].map((field) =>
    beside(`wrong types at spec.${field} of a policy`, wrongAt(field), []),
  ),
  beside('wrong types all over a rule', policy('shop', 'db', { ingress: wrong.map((value) => ({ action: value, protocol: value, source: value, destination: { nets: value, ports: value, selector: value }, icmp: value, http: value })) }), [/./]),
  beside('a spec that is a text', { ...policy('shop', 'db'), spec: 'x' }, [/spec/]),
  beside('metadata that is a list', { ...policy('shop', 'db'), metadata: ['x'] }, [/metadata/]),
  beside('an object without metadata', { apiVersion: 'projectcalico.org/v3', kind: 'Tier' }, [/./]),
  beside('a name that is a number', { ...tier('x'), metadata: { name: 7 } }, [/name/]),
  beside('a kind that is an object', { ...tier('x'), kind: {} }, [/./]),
  beside('an apiVersion that is a list', { ...tier('x'), apiVersion: ['v1'] }, []),
  beside('labels that are no texts', pod('shop', 'odd', { a: 7, b: null, c: {} } as never), [/label/]),
  beside('a pod whose status is a text', { ...pod('shop', 'odd'), status: 'Running' }, []),
  beside('addresses that are none', { ...pod('shop', 'odd'), status: { phase: 'Running', podIP: '999.1.1.1', podIPs: [7, null, { ip: 'x' }] } }, []),
  beside('a selector that does not parse', policy('shop', 'db', { selector: 'app = (' }), [/selector/]),
  beside('a selector of ten thousand brackets', policy('shop', 'db', { selector: `${'('.repeat(10_000)}all()${')'.repeat(10_000)}` }), []),
  beside('a rule with ten thousand broken nets', policy('shop', 'db', { ingress: [{ action: 'Allow', source: { nets: Array.from({ length: 10_000 }, (_, at) => `x${at}/99`) } }] }), [/nets/]),
  besideText('a number too large for any', '{"apiVersion":"projectcalico.org/v3","kind":"Tier","metadata":{"name":"huge"},"spec":{"order":1e999}}', []),
  besideText('a number of a thousand digits', `{"apiVersion":"projectcalico.org/v3","kind":"Tier","metadata":{"name":"long"},"spec":{"order":${'9'.repeat(1000)}}}`, []),
  besideText('keys that reach for prototypes', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"apiVersion":"projectcalico.org/v3","kind":"Tier","metadata":{"name":"sly","labels":{"__proto__":"x"},"__proto__":{"polluted":1}},"spec":{"__proto__":{"polluted":1}}}', []),
  beside('kinds named like members of every object', { kind: 'List', apiVersion: 'v1', items: ['constructor', 'toString', '__proto__', 'hasOwnProperty'].map((kind) => ({ ...tier('x'), kind })) }, [], { only: true }),
  beside('namespaces and pods named like members of every object', { kind: 'List', apiVersion: 'v1', items: [pod('constructor', '__proto__'), pod('__proto__', 'toString'), policy('__proto__', 'constructor')] }, []),
  beside('names that steer a terminal', { kind: 'List', apiVersion: 'v1', items: [`${esc}]52;c;ZXZpbA==\u0007`, `${esc}[2J${esc}[H`, `${esc}]0;title\u0007`, '\u009b31m', 'a\u0000b', 'a\r\nb\tc', `${esc}P+q544e${esc}\\`].map((name) => policy('shop', name)) }, []),
  beside('labels and selectors that steer a terminal', { kind: 'List', apiVersion: 'v1', items: [pod('shop', 'odd', { [`${esc}[31mapp`]: `${esc}]52;c;ZXZpbA==\u0007` }), policy('shop', 'odd', { selector: `app == "${esc}[2J"` })] }, []),
  beside('text that turns its direction, has no width, or is half a character', { kind: 'List', apiVersion: 'v1', items: ['\u202etxt.exe', 'a\u200bb', '\u2066x', '\ud800', 'e\u0301\u0301\u0301', '👩‍👩‍👧‍👦', '漢字'].map((name) => policy('shop', name)) }, []),
  beside('a kind that steers a terminal', { apiVersion: `${esc}[2Jv1`, kind: `${esc}[31mEvil`, metadata: { name: 'x' } }, []),
  beside('a problem in whose text a terminal would be steered', `${esc}]52;c;ZXZpbA==\u0007`, [/not the text `\\u\{1b\}\]52;c/]),
]

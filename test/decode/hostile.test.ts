import { describe, expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import { planPods } from '../../src/decode/planned-pods.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import { samples } from './samples.ts'

type Path = readonly (string | number)[]

const long = 'x'.repeat(10_000_000)
const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`)
const cycle: Record<string, unknown> = { name: 'web' }
cycle.self = cycle
cycle.list = [cycle, cycle]

/** Ten thousand million values once its anchors are followed. */
function bomb(): unknown {
  let layer: unknown = 'lol'
  for (let depth = 0; depth < 10; depth += 1) layer = { a: Array(10).fill(layer), b: layer }
  return layer
}

const hostile: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 5],
  ['a negative number', -1],
  ['no number', Number.NaN],
  ['an endless number', Number.POSITIVE_INFINITY],
  ['an empty text', ''],
  ['an escape sequence', '\u001b]0;owned\u0007\u001b[2J'],
  ['a line break and a direction mark', 'a\r\n\u202eb'],
  ['half a character', '\ud800'],
  ['a million characters', long.slice(0, 1_000_000)],
  ['true', true],
  ['an empty list', []],
  ['an empty object', {}],
  ['lists in lists', deep],
  ['an object within itself', cycle],
  ['a list of nothing', [null, undefined]],
  ['a list with holes', Array(3)],
  ['a prototype', JSON.parse('{"__proto__": {"app": "owned"}, "constructor": "c", "toString": null}')],
  ['names of Object', { constructor: 1, hasOwnProperty: 'x', valueOf: [] }],
  ['a date', new Date(0)],
  ['a big integer', 12n],
  ['a symbol', Symbol('s')],
  ['a function', () => 1],
]

/** Every place in an object where a value stands, the object itself included. */
function placesIn(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...at, key]))]
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by
  if (Array.isArray(value))
    return value.map((inner, at) => (String(at) === String(key) ? replaced(inner, rest, by) : inner))
  return { ...Object(value), [key]: replaced(Reflect.get(Object(value), key), rest, by) }
}

/** What is asked of every answer, whatever was asked: gives what is wrong with it, or nothing. */
function faults(object: unknown): readonly string[] {
  const changes = [...decode(object, null), ...planPods([object], emptyCluster)]
  const problems = [...applyChanges(emptyCluster, changes).problems.values()].flat()
  const written = JSON.stringify(changes.map(({ type, key, value }) => ({ type, key: key.slice(0, 10), value })))
  const told = problems.map(({ path, message }) => `${path ?? ''}: ${message}`)
  return [
    ...told.filter((text) => /\p{C}/u.test(text) || text.length > 1000),
    ...(told.length > 300 ? ['too many Problems'] : []),
    ...(written.length > 2_000_000 ? ['too much is kept'] : []),
    ...(Reflect.get({}, 'app') === undefined ? [] : ['all objects have a label']),
  ]
}

/** Kinds that are read by what reads another one of the samples. */
const alike = ['StagedNetworkPolicy', 'GlobalNetworkPolicy', 'BaselineAdminNetworkPolicy']
const tried = samples.filter(({ kind }) => !alike.includes(String(kind)))

describe.each(tried.map((sample) => [`${sample.apiVersion} ${sample.kind}`, sample] as const))(
  '%s',
  (_kind, sample) => {
    const places = placesIn(sample)

    test('the sample itself is read', () => {
      const problems = decode(sample, null).flatMap((change) => change.problems)
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(faults(sample)).toEqual([])
    })

    test.each(hostile)('%s anywhere gives Problems at most', (_name, value) => {
      expect(places.flatMap((place) => faults(replaced(sample, place, value)))).toEqual([])
      const within = places.flatMap((place) => faults(replaced(sample, [...place, 'surprise'], value)))
      expect(within).toEqual([])
    })
  },
)

test('anchors that multiply are cut in what is kept of a policy', () => {
  const policy = samples.find((sample) => sample.kind === 'NetworkPolicy')
  expect(faults({ ...policy, extra: bomb() })).toEqual([])
})

test('ten million characters are not kept, wherever they stand in a policy', () => {
  const policy = samples.find((sample) => sample.kind === 'GlobalNetworkPolicy')
  for (const field of ['tier', 'selector', 'namespaceSelector', 'types', 'ingress', 'stagedAction']) {
    expect(faults(replaced(policy, ['spec', field], long))).toEqual([])
  }
  expect(faults(replaced(policy, ['spec', 'ingress', 0, 'source', 'nets', 0], long))).toEqual([])
  expect(faults(replaced(policy, ['metadata', 'labels', long], 'x'))).toEqual([])
})

test('a text of ten million characters is not shown whole', () => {
  const named = { apiVersion: 'v1', kind: 'Pod', metadata: { name: long } }
  const [change] = decode({ ...named, status: { podIP: '10.0.0.1' } }, null)
  expect(change?.problems[0]?.message).toMatch(/^expected at most 253 characters, not 10000000: `x{40}…`$/)
  expect(change?.key.length).toBeLessThan(1000)
})

test('a hundred thousand bad entries are not told one by one', () => {
  const nets = Array.from({ length: 100_000 }, (_, at) => `bad ${at}`)
  const set = { apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkSet', metadata: { name: 'a' }, spec: { nets } }
  const [change] = decode(set, null)
  expect(change?.problems).toHaveLength(51)
  expect(change?.problems.at(-1)?.message).toBe('there are more problems in this object than are shown')
})

test('names of Object are labels like any other, and no label is inherited', () => {
  const labels = JSON.parse('{"__proto__": "p", "constructor": "c"}')
  const [change] = decode({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', labels } }, null)
  const read = change?.type === 'namespaces' ? change.value?.labels : null
  expect(Object.keys(read ?? {}).sort()).toEqual(['__proto__', 'constructor', 'kubernetes.io/metadata.name'])
  expect(read?.toString).toBeUndefined()
})

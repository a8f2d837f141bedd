import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { flowReader, isFlowRecord, longestFlowLine } from '../../../src/decode/flows/flow-reader.ts'
import { type Flow, type FlowProblem, flowKey } from '../../../src/model/flow.ts'
import { nodeText } from './node-text-writer.ts'

function lines(name: string): string[] {
  const path = new URL(`../../fixtures/flows/${name}`, import.meta.url)
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
}

function read(texts: readonly string[]): (Flow | FlowProblem)[] {
  const reader = flowReader()
  return [...texts.flatMap((text) => reader.line(text)), ...reader.end()]
}

function flowsOf(texts: readonly string[]): Flow[] {
  return read(texts).map((flow) => {
    if ('line' in flow) throw new Error(`line ${flow.line}: ${flow.message}`)
    return flow
  })
}

const whisker = flowsOf(lines('catfacts-flows.jsonl'))

test('every line of the recordings is a flow', () => {
  expect(whisker).toHaveLength(143)
  expect(flowsOf(lines('storefront-flows.enterprise.jsonl')).length).toBe(
    lines('storefront-flows.enterprise.jsonl').length,
  )
})

test.each(['catfacts-flows.goldmane.jsonl', 'catfacts-flows.enterprise.jsonl'])(
  '%s holds the same flows, verdicts and traces as Whisker',
  (name) => {
    const flows = flowsOf(lines(name))
    expect(flows.map(flowKey)).toEqual(whisker.map(flowKey))
    expect(flows.map((flow) => [flow.start, flow.end, flow.counts])).toEqual(
      whisker.map((flow) => [flow.start, flow.end, flow.counts]),
    )
  },
)

test('the text of calico-node holds the same flows, verdicts and traces', () => {
  const goldmane = flowsOf(lines('catfacts-flows.goldmane.jsonl'))
  const flows = flowsOf(goldmane.flatMap(nodeText))
  expect(flows.map(flowKey)).toEqual(whisker.map(flowKey))
  expect(flows.map((flow) => flow.source.type)).toEqual(goldmane.map((flow) => flow.source.type))
  expect(flows.map((flow) => flow.service)).toEqual(goldmane.map((flow) => flow.service))
})

test('what a format does not send is null', () => {
  const flow = whisker[0]
  expect(flow?.service).toBeNull()
  expect(flow?.connections).toBeNull()
  expect(flow?.source.type).toBeNull()
  expect(flow?.source.ip).toBeNull()
})

test('protojson with camel case, names for numbers and text for int64 is read', () => {
  const key = {
    sourceName: 'a-*',
    sourceNamespace: 'x',
    sourceType: 'WorkloadEndpoint',
    destName: 'pub',
    destNamespace: '-',
    destType: 'Network',
    destPort: '443',
    proto: 'tcp',
    reporter: 'Src',
    action: 'Deny',
    policies: {
      enforcedPolicies: [
        {
          kind: 'EndOfTier',
          tier: 't',
          action: 'Deny',
          ruleIndex: '-1',
          trigger: { kind: 'CalicoNetworkPolicy', namespace: 'x', name: 'p', tier: 't' },
        },
      ],
    },
  }
  const [flow] = flowsOf([
    JSON.stringify({ id: '7', flow: { Key: key, startTime: '1787220000', endTime: '1787220015', bytesOut: '900' } }),
  ])
  expect(flow).toMatchObject({
    start: 1787220000000,
    port: 443,
    action: 'Deny',
    counts: { bytesOut: 900 },
    source: { type: 'wep', namespace: 'x', name: 'a-*' },
    destination: { type: 'net', namespace: null, name: 'pub' },
    enforced: [
      {
        type: 'end-of-tier',
        tier: 't',
        rule: null,
        policy: { kind: 'NetworkPolicy', apiGroup: 'projectcalico.org', namespace: 'x', name: 'p' },
      },
    ],
  })
})

test('the older mixed list of policies is split into enforced and pending', () => {
  const record = JSON.parse(lines('catfacts-flows.enterprise.jsonl').find((line) => line.includes('staged:')) ?? '')
  const policies = {
    all_policies: ['0|t|t.a|pass|1', '1|t2|ns/staged:t2.b|deny|-1', '2|__PROFILE__|__PROFILE__.kns.x|allow|0'],
  }
  const [flow] = flowsOf([JSON.stringify({ _source: { ...record, policies } })])
  expect(flow?.enforced.map((hit) => hit.index)).toEqual([0, 2])
  expect(flow?.pending.map((hit) => hit.index)).toEqual([0, 1, 2])
})

test.each([
  ['a list on one line', (all: string[]) => [`[${all.join(',')}]`]],
  ['the answer of whisker-backend', (all: string[]) => [`{"total":{"totalPages":1},"items":[${all.join(',')}]}`]],
  ['flows under `flows`', (all: string[]) => [`{"flows":[${all.join(',')}]}`]],
])('%s is unwrapped', (_name, wrap) => {
  const some = lines('catfacts-flows.jsonl').slice(0, 5)
  expect(flowsOf(wrap(some)).map(flowKey)).toEqual(whisker.slice(0, 5).map(flowKey))
})

test.each([
  ['{"source_name":"a"', 'not JSON'],
  ['garbage', 'not JSON'],
  ['{"some":"thing"}', 'not a flow'],
  ['{"source_name":"a","dest_name":"b"}', 'no time'],
  [
    '{"source_name":"a","dest_name":"b","start_time":1787220000,"end_time":1787220015,"action":"Pass","reporter":"Src"}',
    'no action',
  ],
  [
    '{"source_name":"a","dest_name":"b","start_time":1787220000,"end_time":1787220015,"action":"Allow","reporter":"?"}',
    'no reporter',
  ],
  [
    '{"source_name":"a","dest_name":"b","start_time":1787220000,"end_time":1787220015,"action":"Allow","reporter":"Src","policies":{"enforced":[7]}}',
    'a policy hit',
  ],
  [`{"source_name":"${'a'.repeat(longestFlowLine)}"}`, 'longer than'],
  ['- Time=now Reporter=Dst', 'no time'],
])('%.60s is a problem with its line, and the next line is read all the same', (bad, message) => {
  const good = lines('catfacts-flows.jsonl')[0] ?? ''
  const [problem, flow] = read([bad, good])
  expect(problem).toMatchObject({ line: 1, message: expect.stringContaining(message) })
  expect(flow).toMatchObject({ format: 'whisker' })
})

test.each([
  ['catfacts-flows.jsonl', /"bytes_in":\d+/, '"bytes_in":1e308', 'bytes in'],
  ['catfacts-flows.jsonl', /"packets_out":\d+/, '"packets_out":-5', 'packets out'],
  ['catfacts-flows.jsonl', /"packets_out":\d+/, '"packets_out":0.5', 'packets out'],
  ['catfacts-flows.jsonl', /"start_time":"[^"]*"/, '"start_time":-5', 'no time'],
  ['catfacts-flows.jsonl', /"end_time":"[^"]*"/, '"end_time":"9999-01-01T00:00:00Z"', 'no time'],
  ['catfacts-flows.goldmane.jsonl', /"bytes_in":"?\d+"?/, '"bytes_in":"9007199254740992"', 'bytes in'],
  ['catfacts-flows.goldmane.jsonl', /"start_time":"?\d+"?/, '"start_time":4', 'no time'],
  ['catfacts-flows.goldmane.jsonl', /"num_connections_live":"?\d+"?/, '"num_connections_live":-1', 'connections open'],
  ['catfacts-flows.enterprise.jsonl', /"bytes_in":\d+/, '"bytes_in":1e308', 'bytes in'],
  ['catfacts-flows.enterprise.jsonl', /"num_flows_started":\d+/, '"num_flows_started":1e16', 'connections started'],
  ['catfacts-flows.enterprise.jsonl', /"end_time":\d+/, '"end_time":1e300', 'no time'],
])('%s with an absurd number at %s: one record is refused, none ruins a sum', (name, key, absurd, message) => {
  const line = lines(name).find((each) => key.test(each)) ?? ''
  const [problem, ...more] = read([line.replace(key, absurd)])
  expect(problem).toMatchObject({ line: 1, message: expect.stringContaining(message) })
  expect(more).toEqual([])
})

test.each([
  [/(\d+)Bytes/, '99999999999999999999Bytes', 'bytes in'],
  [/Time=\S+/, 'Time=1969-12-31T23:59:55Z', 'no time'],
])('the text of calico-node with an absurd number at %s is refused', (key, absurd, message) => {
  const [flow] = flowsOf(lines('catfacts-flows.goldmane.jsonl'))
  if (flow === undefined) throw new Error('no flow')
  const text = nodeText(flow).map((line) => line.replace(key, absurd))
  expect(text).not.toEqual(nodeText(flow))
  expect(read(text)).toMatchObject([{ line: 1, message: expect.stringContaining(message) }])
})

test.each([
  { source_name: 'a', dest_name: 'b', start_time: '1970-01-01T00:00:00Z', end_time: '1970-01-01T00:00:00Z' },
  { flow: { Key: { source_name: 'a' }, start_time: 0, end_time: '0' } },
])('a flow that tells of no time at all, as Goldmane lists some, is passed over: %j', (record) => {
  expect(read([JSON.stringify(record)])).toEqual([])
})

test('objects of the Kubernetes API are no flows', () => {
  expect(isFlowRecord({ kind: 'List', apiVersion: 'v1', items: [] })).toBe(false)
  expect(isFlowRecord({ items: [] })).toBe(true)
  expect(isFlowRecord(JSON.parse(lines('catfacts-flows.goldmane.jsonl')[0] ?? ''))).toBe(true)
})

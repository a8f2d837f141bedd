import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { encodeFlow } from '../../../src/decode/flows/encode-flow.ts'
import { decodeFlows, flowReader, isFlowRecord } from '../../../src/decode/flows/flow-reader.ts'
import type { Flow } from '../../../src/model/flow.ts'

function flowsOf(file: string): readonly Flow[] {
  const reader = flowReader()
  const text = readFileSync(`test/fixtures/flows/${file}`, 'utf8')
  const read = [...text.split('\n').flatMap((line) => reader.line(line)), ...reader.end()]
  return read.filter((flow): flow is Flow => !('line' in flow))
}

test.each(['catfacts-flows.jsonl', 'catfacts-flows.goldmane.jsonl', 'catfacts-flows.enterprise.jsonl'])(
  'every flow of %s is the same after it was saved and read back',
  (file) => {
    const flows = flowsOf(file)
    expect(flows.length).toBeGreaterThan(20)
    for (const flow of flows) {
      const value: unknown = JSON.parse(JSON.stringify(encodeFlow(flow)))
      expect(isFlowRecord(value)).toBe(true)
      expect(decodeFlows(value)).toEqual([{ ...flow, format: 'whisker' }])
    }
  },
)

test('what whisker does not send is read back too', () => {
  const [flow] = flowsOf('catfacts-flows.jsonl')
  if (flow === undefined) throw new Error('the log is empty')
  const [hit] = flow.enforced
  const rich: Flow = {
    ...flow,
    port: null,
    reporter: 'fwd',
    source: { ...flow.source, type: 'wep', pod: 'worker-1', ip: '10.0.0.7', labels: {} },
    destination: { ...flow.destination, type: 'ns', ip: '203.0.113.7', domains: ['api.example.com'] },
    transit: hit === undefined ? [] : [{ ...hit, type: 'unknown', rule: null }],
    connections: { started: 1, completed: 2, live: 3 },
    service: { namespace: 'a', name: 'b', portName: 'http', port: 80 },
  }
  expect(decodeFlows(JSON.parse(JSON.stringify(encodeFlow(rich))))).toEqual([{ ...rich, format: 'whisker' }])
})

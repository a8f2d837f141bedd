import type { Flow, FlowProblem } from '../../model/flow.ts'
import { decodeEnterpriseFlow } from './enterprise.ts'
import { pick, type Raw, raw } from './fields.ts'
import { decodeGoldmaneFlow } from './goldmane.ts'
import { decodeNodeFlow } from './node-text.ts'
import { decodeWhiskerFlow } from './whisker.ts'

/** The longest line that is read, in characters. */
export const longestFlowLine = 256 * 1024

/** True for a JSON value that is a flow log of any kind, or a wrapper of some; told from API objects by content. */
export function isFlowRecord(value: unknown): boolean {
  const object = raw(value)
  if ('kind' in object && 'apiVersion' in object) return false
  return unwrap(object) !== null || formatOf(object) !== null
}

/** The flows of one JSON value: a flow, or a wrapper (`{items}`, `{flows}`, a list) of many. Texts say what is wrong. */
export function decodeFlows(value: unknown): readonly (Flow | string)[] {
  const inner = unwrap(value)
  if (inner !== null) return inner.flatMap(decodeFlows)
  const object = raw(value)
  if (isOfNoTime(object)) return []
  switch (formatOf(object)) {
    case 'whisker':
      return [decodeWhiskerFlow(object)]
    case 'goldmane':
      return [decodeGoldmaneFlow(object)]
    case 'enterprise':
      return [decodeEnterpriseFlow(object)]
    case null:
      return ['not a flow of a kind we know']
  }
}

/** Goldmane lists a flow without any window, and so without times, where the end of what is asked for cuts its only one.
 * Source: goldmane/pkg/storage/diachronic_flow.go (projectcalico/calico). */
function isOfNoTime(object: Raw): boolean {
  const flow = raw(pick(object, 'flow') ?? object)
  const times = [pick(flow, 'start_time', 'startTime'), pick(flow, 'end_time', 'endTime')]
  return times.every((time) => time === 0 || time === '0' || (typeof time === 'string' && Date.parse(time) === 0))
}

/** Reads a flow log line by line: `line` gives the flows a line completes, `end` those that the last lines hold. */
export interface FlowReader {
  line(text: string): readonly (Flow | FlowProblem)[]
  end(): readonly (Flow | FlowProblem)[]
}

/** A reader for lines of any format, also mixed: JSON, one value a line, and the blocks that `calico-node -flows` prints. */
export function flowReader(): FlowReader {
  let number = 0
  let block: string[] = []
  let blockAt = 0
  const endBlock = (): readonly (Flow | FlowProblem)[] => {
    const lines = block
    block = []
    return lines.length === 0 ? [] : [problemAt(decodeNodeFlow(lines), blockAt)]
  }
  return {
    line(text) {
      number += 1
      const line = text.trim()
      if (line === '') return []
      if (/^-\s+Time=/.test(line)) {
        const done = endBlock()
        block = [text]
        blockAt = number
        return done
      }
      if (!/^[[{]/.test(line) && block.length > 0) {
        block.push(text)
        return []
      }
      return [...endBlock(), ...jsonLine(line, number)]
    },
    end: endBlock,
  }
}

function jsonLine(line: string, number: number): readonly (Flow | FlowProblem)[] {
  if (line.length > longestFlowLine) return [problemAt(`a line longer than ${longestFlowLine} characters`, number)]
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return [problemAt('not JSON and not the text of calico-node', number)]
  }
  return decodeFlows(value).map((flow) => problemAt(flow, number))
}

function problemAt(flow: Flow | string, line: number): Flow | FlowProblem {
  return typeof flow === 'string' ? { type: 'flow-problem', line, message: flow } : flow
}

function unwrap(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value
  const inner = pick(raw(value), 'items', 'flows')
  return Array.isArray(inner) ? inner : null
}

function formatOf(object: Raw): 'whisker' | 'goldmane' | 'enterprise' | null {
  const source = raw(pick(object, '_source') ?? object)
  if ('source_name_aggr' in source) return 'enterprise'
  const flow = raw(pick(object, 'flow') ?? object)
  if ('Key' in flow || 'key' in flow) return 'goldmane'
  return 'source_name' in object && 'dest_name' in object ? 'whisker' : null
}

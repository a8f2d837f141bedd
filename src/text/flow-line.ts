import type { Flow, FlowHit } from '../model/flow.ts'
import { policyName } from '../model/policy.ts'
import { clock } from './clock.ts'
import { endWords } from './replay.ts'
import { type Line, roleOf, span } from './styled.ts'
import { trimEnd } from './table.ts'
import { clipLine, padLine, textWidth } from './width.ts'

/** How wide the columns of flows are, one line each. Nothing is cut where `line` is null. */
export interface FlowColumns {
  readonly end: number
  readonly line: number | null
}

/** The columns for a terminal so wide; null for none. */
export function flowColumns(width: number | null): FlowColumns {
  if (width === null) return { end: 36, line: null }
  return { end: Math.max(16, Math.min(36, Math.floor((width - 50) / 2))), line: width }
}

const widths = { time: 8, reporter: 3, action: 7, port: 9 }

/** The names of the columns. */
export function flowHeading({ end, line }: FlowColumns): Line {
  const names: readonly (readonly [string, number])[] = [
    ['time', widths.time],
    ['by', widths.reporter],
    ['action', widths.action],
    ['source', end],
    ['destination', end],
    ['port', widths.port],
    ['decided by', 0],
  ]
  return fitted(
    names.map(([name, width]) => padLine([span(name, 'heading')], width)),
    line,
  )
}

/** A flow: when its window ended, who reported it, what became of it, from where to where, by whom; and what the staged policies would
 * make of it where that differs. */
export function flowLine(flow: Flow, { end, line }: FlowColumns): Line {
  const role = roleOf(flow.action)
  const [decider, pending] = [flow.enforced.at(-1), flow.pending.at(-1)]
  const turns = pending !== undefined && pending.action !== 'Pass' && pending.action !== flow.action
  const port = flow.port === null ? flow.protocol : `${flow.protocol} ${flow.port}`
  const cells: readonly Line[] = [
    padLine([span(clock(flow.end), 'faint')], widths.time),
    padLine([span(flow.reporter, 'faint')], widths.reporter),
    padLine([span(`${flow.action === 'Allow' ? '✓' : '✗'} ${flow.action}`, role)], widths.action),
    padLine([span(middle(endWords(flow.source), line === null ? null : end))], end),
    padLine([span(middle(endWords(flow.destination), line === null ? null : end))], end),
    padLine([span(port)], widths.port),
    [
      span(decider === undefined ? 'nothing recorded' : deciderWords(decider), 'faint'),
      ...(turns ? [span(`  ~ staged: ${pending.action} by ${deciderWords(pending)}`, 'staged')] : []),
    ],
  ]
  return fitted(cells, line)
}

/** Who decided: `catfacts/platform.db rule 0`, `end of tier platform (catfacts/platform.db)`, `profile kns.dev`. */
function deciderWords(hit: FlowHit): string {
  if (hit.type === 'profile') return hit.profile === null ? 'no profile' : `profile ${hit.profile}`
  const name = hit.policy === null ? '' : policyName(hit.policy)
  if (hit.type === 'end-of-tier') return `end of tier ${hit.tier}${name === '' ? '' : ` (${name})`}`
  return hit.rule === null ? name : `${name} rule ${hit.rule}`
}

/** Both ends of a long name tell more than its beginning: the namespace, and what the workload is. */
function middle(text: string, columns: number | null): string {
  if (columns === null || textWidth(text) <= columns) return text
  const characters = [...text]
  const head = Math.floor((columns - 1) / 2)
  return `${characters.slice(0, head).join('')}…${characters.slice(-(columns - 1 - head)).join('')}`
}

function fitted(cells: readonly Line[], width: number | null): Line {
  const line = trimEnd(cells.flatMap((cell, at): Line => (at === 0 ? cell : [span('  '), ...cell])))
  return width === null ? line : clipLine(line, width)
}

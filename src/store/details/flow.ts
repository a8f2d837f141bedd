import { recordedWords } from '../../engine/replay.ts'
import type { Flow, FlowHit } from '../../model/flow.ts'
import { clock } from '../../text/clock.ts'
import { grouped } from '../../text/list.ts'
import { endWords } from '../../text/replay.ts'
import { span } from '../../text/styled.ts'
import { bytesWords } from '../../text/volume.ts'
import { blank, fact, heading, type Item, text } from './item.ts'

/** What was recorded of one connection: its ends, when it was seen last, and what it hit. */
export function flowItems(flow: Flow): readonly Item[] {
  const { packetsIn, packetsOut, bytesIn, bytesOut } = flow.counts
  return [
    fact('source', endWords(flow.source)),
    fact('destination', endWords(flow.destination)),
    fact('port', `${flow.protocol} ${flow.port ?? ''}`),
    fact('verdict', [span(flow.action, flow.action === 'Allow' ? 'allow' : 'deny')]),
    fact('seen last', `${clock(flow.end)}, by its ${flow.reporter === 'src' ? 'source' : 'destination'}`),
    fact(
      'volume',
      `${grouped(packetsIn)} packets in, ${grouped(packetsOut)} out; ${bytesWords(bytesIn)} in, ${bytesWords(bytesOut)} out`,
    ),
    ...hitItems('ENFORCED', flow.enforced),
    ...hitItems('PENDING', flow.pending),
  ]
}

function hitItems(name: string, hits: readonly FlowHit[]): readonly Item[] {
  return [
    blank,
    heading(name),
    ...(hits.length === 0 ? [text('nothing recorded', 0, 'faint')] : hits.map((hit) => text(recordedWords(hit), 2))),
  ]
}

import type { FlowRow } from '../engine/flow-table.ts'
import { recordedVerdict } from '../engine/replay.ts'
import type { Explorer } from '../store/explorer.ts'
import type { Sorting } from '../store/flow-order.ts'
import { fitText, type StyledLine } from '../term/line.ts'
import { clock } from '../text/clock.ts'
import { decidedWords, type FlowColumnName, pendingDiffers } from '../text/flow-cells.ts'
import { grouped } from '../text/list.ts'
import { endWords } from '../text/replay.ts'
import { bytesWords } from '../text/volume.ts'
import { verdictSign } from '../text/words.ts'
import { type Look, run } from './look.ts'

/** A column on screen: how wide at least, and its share of what is left. */
interface Shape {
  readonly title: string
  readonly least: number
  readonly share: number
  readonly isRight: boolean
}

function shape(title: string, least: number, share = 0, isRight = false): Shape {
  return { title, least, share, isRight }
}

const shapes: Readonly<Record<FlowColumnName, Shape>> = {
  time: shape('time', 8),
  source: shape('source', 18, 3),
  destination: shape('destination', 18, 3),
  protocol: shape('proto', 6),
  port: shape('port', 5, 0, true),
  service: shape('service', 10, 2),
  reporter: shape('by', 3),
  action: shape('action', 7),
  'decided by': shape('decided by', 12, 2),
  pending: shape('pending', 8),
  connections: shape('records', 8, 0, true),
  packets: shape('packets', 8, 0, true),
  bytes: shape('bytes', 8, 0, true),
}

/** What goes first where there is not enough room: the ends and the verdict matter most. */
const givenUp: readonly FlowColumnName[] = [
  'packets',
  'bytes',
  'time',
  'service',
  'decided by',
  'reporter',
  'connections',
  'pending',
  'protocol',
  'port',
]

/** A column with the width it has in a list. */
export interface PlacedColumn {
  readonly column: FlowColumnName
  readonly width: number
}

/** The columns that fit into a width, each with its own; those given up are left out. */
export function placedColumns({ columns }: Explorer, width: number): readonly PlacedColumn[] {
  let kept = columns
  const least = () => kept.reduce((all, column) => all + shapes[column].least + 1, 1)
  for (const column of givenUp) {
    if (least() <= width) break
    kept = kept.filter((each) => each !== column)
  }
  const shares = kept.reduce((all, column) => all + shapes[column].share, 0)
  const rest = Math.max(0, width - least())
  return kept.map((column) => {
    const more = shares === 0 ? 0 : Math.floor((rest * shapes[column].share) / shares)
    return { column, width: shapes[column].least + more }
  })
}

/** The titles of the columns; the one the list is sorted by has a mark. */
export function titleLine(
  look: Look,
  placed: readonly PlacedColumn[],
  sorting: Sorting<FlowColumnName>,
  noun: string,
): StyledLine {
  return placed.flatMap(({ column, width }) => {
    const { title, isRight } = shapes[column]
    return titleCell(
      look,
      column === 'connections' ? countTitle(noun, width) : title,
      { width, isRight },
      sorting.column === column ? sorting.descending : null,
    )
  })
}

/** What is counted, in as many columns as there are. */
export function countTitle(noun: string, width: number): string {
  const title = `${noun}s`
  return title.length < width ? title : fitText('conns', width - 1, '').trimEnd()
}

/** The title of one column; `descending` null where the list is not sorted by it. */
export function titleCell(
  look: Look,
  title: string,
  { width, isRight }: { readonly width: number; readonly isRight: boolean },
  descending: boolean | null,
): StyledLine {
  const mark = descending === null ? '' : descending ? look.glyphs.more.down : look.glyphs.more.up
  const text = `${title}${mark}`
  const shown = isRight ? text.padStart(width) : fitText(text, width, '')
  return [run(look, ` ${shown}`, descending === null ? 'faint' : 'heading')]
}

/** One flow in its columns. */
export function rowLine(look: Look, row: FlowRow | undefined, placed: readonly PlacedColumn[]): StyledLine {
  if (row === undefined) return []
  return placed.flatMap(({ column, width }) => [run(look, ' '), ...cell(look, row, column, width)])
}

function cell(look: Look, { flow, connections }: FlowRow, column: FlowColumnName, width: number): StyledLine {
  const { ellipsis } = look.glyphs
  const left = (text: string) => fitText(text, width, ellipsis)
  const right = (text: string) => text.padStart(width).slice(-width)
  const { counts } = flow
  switch (column) {
    case 'time':
      return [run(look, left(clock(flow.end)), 'faint')]
    case 'source':
      return [run(look, left(endWords(flow.source)))]
    case 'destination':
      return [run(look, left(endWords(flow.destination)))]
    case 'protocol':
      return [run(look, left(flow.protocol), 'accent')]
    case 'port':
      return [run(look, right(flow.port === null ? '' : String(flow.port)), 'accent')]
    case 'service':
      return [run(look, left(flow.service === null ? '' : `${flow.service.namespace}/${flow.service.name}`), 'accent')]
    case 'reporter':
      return [run(look, left(flow.reporter), 'faint')]
    case 'action':
      return [run(look, left(`${verdictSign(flow.action)} ${flow.action}`), flow.action === 'Allow' ? 'allow' : 'deny')]
    case 'decided by':
      return [run(look, left(decidedWords(flow.enforced)), 'faint')]
    case 'pending': {
      const pending = recordedVerdict(flow, 'pending')
      const words =
        pending === null ? '' : `${pendingDiffers(flow) ? look.glyphs.staged : ' '}${verdictSign(pending)} ${pending}`
      return [run(look, left(words), pending === 'Deny' ? 'deny' : pendingDiffers(flow) ? 'staged' : 'faint')]
    }
    case 'connections':
      return [run(look, right(grouped(connections)))]
    case 'packets':
      return [run(look, right(grouped(counts.packetsIn + counts.packetsOut)), 'faint')]
    case 'bytes':
      return [run(look, right(bytesWords(counts.bytesIn + counts.bytesOut)), 'faint')]
  }
}

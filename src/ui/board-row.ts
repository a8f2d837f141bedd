import { isStaged, type Policy } from '../model/policy.ts'
import type { BoardTier } from '../store/board.ts'
import { kindLetter, shortName } from '../store/kinds.ts'
import { problemsOfPolicy } from '../store/problems.ts'
import { clipText, fitMiddle, type StyledLine } from '../term/line.ts'
import { textWidth } from '../term/width.ts'
import type { Painter } from './board.ts'
import { countCell } from './board-count.ts'
import { highlighted, type Look, run } from './look.ts'

/** How a row of a tier's column is drawn. */
export interface RowShape {
  /** Cells inside the frame. */
  readonly width: number
  /** Whether the directions are shown; a narrow column needs the room for names. */
  readonly arrows: boolean
}

/** The shape of the rows in a column: with directions when every name fits beside them, or when there is room enough anyway. */
export function rowShape(tier: BoardTier, columnWidth: number): RowShape {
  return { width: columnWidth - 2, arrows: columnWidth >= Math.min(tier.wantedWidth, 25) }
}

/** `~N ↓↑ catfacts/db   12`: staged mark, kind, directions, name, endpoints. */
export function policyRow(painter: Painter, policy: Policy, shape: RowShape): StyledLine {
  const { width, arrows } = shape
  const { look, index } = painter
  const staged = isStaged(policy.ref)
  const broken = policy.invalid !== null || problemsOfPolicy(index, policy).length > 0
  const count = countCell(painter, policy)
  const room = Math.max(4, width - 3 - (arrows ? 3 : 0) - countWidth - 2)
  const role = staged ? 'staged' : broken ? 'problem' : 'plain'
  const name = nameRuns(look, { namespace: policy.ref.namespace, name: shortName(policy.ref) }, { room, role })
  return [
    run(look, mark(look, staged, broken), broken ? 'problem' : 'staged'),
    run(look, `${kindLetter(policy.ref)} `, 'faint'),
    ...(arrows ? directions(look, policy) : []),
    ...highlighted(look, name, painter.board.filter.words),
    run(look, count.text.padStart(countWidth + 1), count.role),
    run(look, ' '),
  ]
}

const countWidth = 4

function mark(look: Look, staged: boolean, broken: boolean): string {
  return `${broken ? look.glyphs.problem : staged ? look.glyphs.staged : ' '}`
}

function directions(look: Look, policy: Policy): StyledLine {
  const { ingress, egress } = look.glyphs
  return [run(look, `${policy.ingress === null ? ' ' : ingress}${policy.egress === null ? ' ' : egress} `, 'accent')]
}

interface Name {
  readonly namespace: string | null
  readonly name: string
}

/** The name in full where it fits; else the namespace is shortened first, then the name. */
function nameRuns(
  look: Look,
  name: Name,
  space: { readonly room: number; readonly role: 'plain' | 'staged' | 'problem' },
): StyledLine {
  const { ellipsis } = look.glyphs
  const own = textWidth(name.name)
  const left = space.room - own
  const namespace = name.namespace === null || left < 5 ? '' : `${clipText(name.namespace, left - 1, ellipsis)}/`
  const shown = fitMiddle(name.name, space.room - textWidth(namespace), ellipsis)
  return [...(namespace === '' ? [] : [run(look, namespace, 'faint')]), run(look, shown, space.role)]
}

import { cursorIn, focusedTier } from '../store/board.ts'
import { nounOf } from '../store/counted.ts'
import { policyFields } from '../store/policy-filter.ts'
import { isTyping } from '../store/typing.ts'
import { lineWidth, type StyledLine } from '../term/line.ts'
import type { Painter } from './board.ts'
import { unseenSigns } from './board-count.ts'
import { filterStatus } from './filter-status.ts'
import { windowNotes } from './flow-words.ts'
import { type Look, run, type Sides, spread } from './look.ts'
import type { PaintedView } from './view.ts'

/** The line over the columns: how to read them; or the tiers as tabs, where only one has room. */
export function boardGuide(painter: Painter, width: number): StyledLine {
  return painter.layout.mode === 'wide' ? wideGuide(painter, width) : tabs(painter, width)
}

function wideGuide(painter: Painter, width: number): StyledLine {
  const { look, layout, board } = painter
  const hiddenLeft = layout.columns[0]?.place ?? 0
  const hiddenRight = board.tiers.length - 1 - (layout.columns.at(-1)?.place ?? 0)
  const { more } = look.glyphs
  const arrows = [
    hiddenLeft > 0 ? `${more.left} ${hiddenLeft} more  ` : '',
    hiddenRight > 0 ? `  ${hiddenRight} more ${more.right}` : '',
  ]
  const words = 'eft to right, top to bottom: the first rule that matches decides'
  const text = width >= 140 ? `Traffic meets tiers l${words}` : `L${words}`
  const { settings } = painter.state
  const hidden = settings.showStaged ? [] : [run(look, 'staged policies are hidden ', 'staged')]
  const counts = settings.counts === 'endpoints' ? [] : [run(look, `numbers: ${countWords(painter)} `, 'accent')]
  const left = [run(look, ` ${arrows[0]}`, 'accent'), run(look, text, 'faint'), run(look, arrows[1] ?? '', 'accent')]
  return spread(look, { left, right: [...hidden, ...counts] }, width)
}

/** What the numbers of the board count. */
function countWords({ state }: Painter): string {
  const { counts } = state.settings
  return counts === 'connections' ? `${nounOf(state)}s` : counts
}

/** `‹ security │[ platform 200 ]│ default ›`, moved so that the present tier is seen. */
function tabs(painter: Painter, width: number): StyledLine {
  const { look, board, view } = painter
  const focus = focusedTier(board, view)
  const names = board.tiers.map(({ tier }, place) => (place === focus ? ` ${tier.name} ` : ` ${tier.name} `))
  let first = 0
  const reach = (from: number) => names.slice(from, focus + 2).reduce((sum, name) => sum + name.length + 1, 4)
  while (first < focus && reach(first) > width) first += 1
  const line: StyledLine[number][] = [run(look, first > 0 ? look.glyphs.more.left : ' ', 'accent')]
  for (const [at, name] of names.slice(first).entries()) {
    if (lineWidth(line) + name.length + 3 > width) {
      line.push(run(look, look.glyphs.more.right, 'accent'))
      break
    }
    if (at > 0) line.push(run(look, look.glyphs.bar, 'faint'))
    line.push({
      ...run(look, name, first + at === focus ? 'strong' : 'faint'),
      ...(first + at === focus ? tabStyle(look) : {}),
    })
  }
  return line
}

function tabStyle(look: Look) {
  return { style: { ...look.theme.roles.accent, bold: true, inverse: true } }
}

/** The status line of the board: the filter while there is one, else what the signs mean; and where the cursor is. */
export function boardStatus(painter: Painter, width: number): Pick<PaintedView, 'status' | 'cursor'> {
  const { look, board, view, layout } = painter
  const tier = board.tiers[focusedTier(board, view)]
  const place = tier === undefined || tier.policies.length === 0 ? 0 : cursorIn(view, tier, layout.rows).at + 1
  const { namespace } = painter.state.settings
  const right = [
    ...(namespace === null ? [] : [run(look, ` short names: ${namespace}  `, 'accent')]),
    ...(tier === undefined ? [] : [run(look, ` ${place}/${tier.policies.length} in ${tier.tier.name} `, 'faint')]),
  ]
  const filter = {
    filter: view.filter,
    problem: board.filter.problem,
    shown: board.shown,
    total: board.total,
    noun: 'policies',
    fields: policyFields,
  }
  const typed = filterStatus(look, filter)
  if (typed !== null)
    return { status: { left: typed.line, right }, cursor: isTyping(painter.state) ? typed.cursor : null }
  const { settings, flows } = painter.state
  if (settings.counts === 'endpoints' || flows === null) {
    return { status: { left: legend(look, plainSigns(look), width - lineWidth(right)), right }, cursor: null }
  }
  const notes = windowNotes(flows, look)
  const signs = legend(look, countSigns(painter), width - lineWidth(right) - lineWidth(notes))
  return { status: { left: [...notes, ...signs], right }, cursor: null }
}

type Signs = readonly (readonly [sign: string, word: string])[]

function plainSigns({ glyphs }: Look): Signs {
  const { staged, ingress, egress } = glyphs
  return [
    [staged, 'staged: not enforced'],
    [ingress, 'ingress'],
    [egress, 'egress'],
    ['G', 'global'],
    ['N', 'namespaced'],
    ['K', 'Kubernetes'],
    ['A', 'admin'],
  ]
}

/** What stands in place of numbers where nothing was counted. */
function countSigns(painter: Painter): Signs {
  const narrow: Signs = painter.layout.mode === 'wide' ? [] : [['numbers', countWords(painter)]]
  const { never, untold } = unseenSigns
  return [
    ...narrow,
    [never.text, 'no rule was hit'],
    [unseenSigns['no-endpoint'].text, 'selects nobody'],
    [unseenSigns['no-rule'].text, 'has no rules'],
    [untold.text, 'not in these flows'],
    ...plainSigns(painter.look),
  ]
}

function legend(look: Look, parts: Signs, width: number): Sides['left'] {
  const line: StyledLine[number][] = [run(look, ' ')]
  for (const [sign, word] of parts) {
    if (lineWidth(line) + sign.length + word.length + 4 > width) break
    line.push(run(look, sign, 'accent'), run(look, ` ${word}   `, 'faint'))
  }
  return line
}

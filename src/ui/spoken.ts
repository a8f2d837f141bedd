import { largerOf } from '../engine/hit-counts.ts'
import { policySeen } from '../engine/never-hit.ts'
import { hidingIn } from '../model/gap.ts'
import { isStaged, type Policy, policyKey, policyName } from '../model/policy.ts'
import { type Board, boardOf, cursorIn, focusedTier } from '../store/board.ts'
import type { Keymap } from '../store/command.ts'
import { countsOf } from '../store/counts.ts'
import { crumbs } from '../store/crumbs.ts'
import type { Item } from '../store/details/item.ts'
import { knownOf } from '../store/details/items-of.ts'
import { columnItems, focusedColumn } from '../store/drill.ts'
import { filterOf } from '../store/filters.ts'
import { judged } from '../store/flow-counts.ts'
import { keysText } from '../store/key-text.ts'
import { kindWord } from '../store/kinds.ts'
import { searchRows } from '../store/lists.ts'
import { helpRows, type PaletteRow, paletteRows } from '../store/palette.ts'
import { problemsOfPolicy } from '../store/problems.ts'
import { type BoardView, type DrillView, type State, topView } from '../store/state.ts'
import { isScene, sceneOf } from '../store/trace-scene.ts'
import { plainText as plainStyled } from '../term/line.ts'
import { endpointWords, gapWords } from '../text/gap.ts'
import { countOf } from '../text/list.ts'
import { plainText } from '../text/styled.ts'
import { flowSentence } from './flow-spoken.ts'
import type { Look } from './look.ts'
import { screenLines } from './screen-lines.ts'
import { asideLines } from './trace-aside.ts'
import { panelOf } from './trace-panel.ts'

/** One thing that is told in words. It is told again when its text changes. */
export interface Spoken {
  readonly slot: string
  readonly text: string
}

/** What there is to tell of a state, for terminals that are listened to: sentences from the top down instead of a picture. */
export function spoken(state: State, keymap: Keymap, look: Pick<Look, 'glyphs'>): readonly Spoken[] {
  const said: Spoken[] = [{ slot: 'place', text: crumbs(state).join(', ') }]
  const toast = state.toasts.at(-1)
  if (state.overlay !== null) return [...said, ...overlaySpoken(state, keymap)]
  said.push(...viewSpoken(state, keymap, look))
  const filter = filterOf(state)
  if (filter !== null && (filter.typing || filter.entry.text !== '')) {
    said.push({ slot: 'filter', text: `filter: ${filter.entry.text}` })
  }
  if (toast?.shown === true) said.push({ slot: `message ${toast.serial}`, text: toast.text })
  return said
}

function viewSpoken(state: State, keymap: Keymap, look: Pick<Look, 'glyphs'>): readonly Spoken[] {
  const view = topView(state)
  switch (view.type) {
    case 'board':
      return boardSpoken(state, view) ?? screenSpoken(state, keymap, look)
    case 'drill':
      return drillSpoken(state, view)
    case 'list': {
      const { rows, total } = searchRows(state, view)
      const row = rows[view.cursor.at]
      const what = row === undefined ? 'nothing is called so' : `${row.name}, ${row.what}`
      return [{ slot: 'row', text: `${view.cursor.at + 1} of ${rows.length} (${total} in all): ${what}` }]
    }
    case 'trace': {
      const scene = sceneOf(state, view)
      if (!isScene(scene)) return screenSpoken(state, keymap, look)
      const { title, note, lines } = panelOf(scene, 100, true)
      const about = [title, note, ...lines, ...asideLines(scene, 100)]
        .map(plainText)
        .filter((text) => text.trim() !== '')
      return [{ slot: 'step', text: `step ${scene.at + 1} of ${scene.told.length}\n${about.join('\n')}` }]
    }
    case 'flows':
    case 'matrix':
    case 'neighbours':
    case 'rehearsal': {
      const lines = screenSpoken(state, keymap, look)
      if (state.flows === null) return lines
      const row = { slot: 'row', text: flowSentence(state, view) }
      // What is staged and what is left to allow stands below the connections; of the others the row says what there is to say.
      return view.type === 'rehearsal' ? [row, ...lines] : [row, ...lines.slice(-1)]
    }
    default:
      return screenSpoken(state, keymap, look)
  }
}

function boardSpoken(state: State, view: BoardView): readonly Spoken[] | null {
  const board = boardOf(state, view)
  if (board === null || state.index === null) return null
  const counts = countsOf(state.index)
  const all = `${countOf(counts.policies, 'policy')}, ${counts.staged} staged, ${endpointWords(state.index.cluster, counts.endpoints)}`
  return [{ slot: 'counts', text: all }, ...tierSpoken(state, view, board)]
}

function tierSpoken(state: State, view: BoardView, board: Board): readonly Spoken[] {
  const place = focusedTier(board, view)
  const tier = board.tiers[place]
  if (tier === undefined) return [{ slot: 'tier', text: 'no tiers' }]
  const { name, order, defaultAction } = tier.tier
  const rank = `tier ${name}, ${place + 1} of ${board.tiers.length}, order ${order ?? 'none'}`
  const gaps = hidingIn(state.index?.cluster.gaps.values() ?? [], name).map(gapWords)
  const none = gaps.length === 0 ? 'no policies, traffic skips it' : 'no policies seen'
  const count = tier.total === 0 ? none : `${countOf(tier.policies.length, 'policy')} shown`
  const holds = [count, ...gaps].join(', ')
  const at = cursorIn(view, tier, 1).at
  const policy = tier.policies[at]
  const heading = { slot: 'tier', text: `${rank}, end of tier ${defaultAction}, ${holds}` }
  if (policy === undefined) return [heading]
  return [heading, { slot: 'policy', text: `${at + 1} of ${tier.policies.length}: ${policyWords(state, policy)}` }]
}

function policyWords(state: State, policy: Policy): string {
  const { index } = state
  const ways = [policy.ingress === null ? '' : 'ingress', policy.egress === null ? '' : 'egress'].filter(
    (way) => way !== '',
  )
  const count = index === null ? 0 : index.countOf(policy)
  const problems = index === null ? 0 : problemsOfPolicy(index, policy).length
  const marks = [
    kindWord(policy.ref),
    ways.join(' and '),
    index === null ? '' : `selects ${endpointWords(index.cluster, count)}`,
    flowWordsOf(state, policy),
    isStaged(policy.ref) ? 'not enforced' : '',
    policy.invalid === null ? '' : 'invalid',
    problems === 0 ? '' : countOf(problems, 'problem'),
  ]
  return [policyName(policy.ref), ...marks.filter((mark) => mark !== '')].join(', ')
}

/** What flows did at a policy, while they are counted. */
function flowWordsOf(state: State, policy: Policy): string {
  const flows = state.settings.counts === 'endpoints' ? null : judged(state)
  if (flows === null) return ''
  const hits = flows.counts.byPolicy.get(policyKey(policy.ref))
  if (hits === undefined) return policySeen(policy, flows) === 'never' ? 'no rule was hit' : ''
  const { allowed, denied, passed } = largerOf(hits)
  return `${allowed} allowed, ${denied} denied, ${passed} passed on`
}

/** More of a description is told as the cursor goes through it. */
const mostItems = 200

function drillSpoken(state: State, view: DrillView): readonly Spoken[] {
  const known = knownOf(state)
  if (known === null) return []
  const column = focusedColumn(view)
  const items = columnItems(known, column)
  const whole = items
    .slice(0, mostItems)
    .map(itemWords)
    .filter((text) => text !== '')
  const at = column.cursor.at > 0 ? column.cursor.at : items.findIndex((item) => item.type === 'entry')
  const here = items[at]
  const cursor = here === undefined || column.yaml ? [] : [{ slot: 'item', text: `at: ${itemWords(here)}` }]
  return [{ slot: `column ${view.columns.length}`, text: whole.join('\n') }, ...cursor]
}

function itemWords(item: Item): string {
  const aside = plainText(item.aside)
  return `${plainText(item.line).replace(/ {2,}/g, ' ').trim()}${aside === '' ? '' : `, ${aside}`}`
}

function overlaySpoken(state: State, keymap: Keymap): readonly Spoken[] {
  const { overlay } = state
  if (overlay === null) return []
  const { text } = overlay.entry
  const rows =
    overlay.type === 'help'
      ? helpRows(state, keymap, text).map((one) => `${keysText(one.keys)}: ${one.help}`)
      : paletteRows(state, keymap, text).map(paletteWords)
  const row = rows[overlay.cursor.at] ?? 'nothing is called so'
  return [
    { slot: 'overlay', text: overlay.type === 'help' ? 'keys that work here' : 'commands and objects' },
    { slot: 'typed', text: text === '' ? '' : `typed: ${text}` },
    { slot: 'row', text: `${overlay.cursor.at + 1} of ${rows.length}: ${row}` },
  ]
}

function paletteWords(row: PaletteRow): string {
  switch (row.type) {
    case 'command':
      return `${row.command.help} (${keysText(row.command.keys)})`
    case 'kind':
      return `list of ${row.kind.title}`
    case 'object':
      return `${row.named.name}, ${row.named.what}`
    case 'choice':
      return `${row.choice.of === 'contexts' ? 'context' : 'namespace'} ${row.choice.name}`
  }
}

const frames = /[│┃╭╮╰╯┏┓┗┛┣┫├┤─━]+/g

/** The lines of the screen without heading, hints and frames, for what has no words of its own. */
function screenSpoken(state: State, keymap: Keymap, look: Pick<Look, 'glyphs'>): readonly Spoken[] {
  const { lines } = screenLines(state, keymap, look)
  return lines
    .slice(1, -1)
    .map((line, row) => ({
      slot: `line ${row}`,
      text: plainStyled(line).replace(frames, ' ').replace(/ {3,}/g, '  ').trim(),
    }))
    .filter(({ text }) => text !== '')
}

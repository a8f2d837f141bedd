import { policyKey } from '../../model/policy.ts'
import { boardOf, focusedTier, selectedPolicy } from '../board.ts'
import { moveTier, toPolicy, toTier } from '../board-moves.ts'
import type { Command, Outcome } from '../command.ts'
import { type BoardView, type State, topView, withView } from '../state.ts'

type OnBoard = (state: State, view: BoardView) => Outcome

function onBoard(run: OnBoard): (state: State) => Outcome {
  return (state) => {
    const view = topView(state)
    return view.type === 'board' ? run(state, view) : { disabled: 'this is for the board' }
  }
}

const left: Command = {
  id: 'board.left',
  contexts: ['board'],
  keys: ['h', 'left'],
  help: 'tier to the left',
  group: 'Move',
  hint: null,
  run: (state, call) =>
    onBoard((now, view) =>
      view.pane === 'preview' ? withView(now, { ...view, pane: 'tiers' }) : moveTier(now, view, -(call.count ?? 1)),
    )(state),
}

const right: Command = {
  id: 'board.right',
  contexts: ['board'],
  keys: ['l', 'right'],
  help: 'tier to the right',
  group: 'Move',
  hint: null,
  run: (state, call) => onBoard((now, view) => moveTier(now, view, call.count ?? 1))(state),
}

const tierByNumber: Command = {
  id: 'board.tier',
  contexts: ['board'],
  keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
  help: 'tier by its number from the left',
  group: 'Move',
  hint: null,
  run: (state, call) =>
    onBoard((now, view) => {
      const tiers = boardOf(now, view)?.tiers.length ?? 0
      const wanted = call.keys === null ? 1 : Number(call.keys)
      return wanted <= tiers ? toTier(now, view, wanted - 1) : { disabled: `there are ${tiers} tiers` }
    })(state),
}

const pane: Command = {
  id: 'board.pane',
  contexts: ['board'],
  keys: ['tab', 'shift-tab'],
  help: 'tiers or preview',
  group: 'Move',
  hint: null,
  run: onBoard((state, view) => withView(state, { ...view, pane: view.pane === 'tiers' ? 'preview' : 'tiers' })),
}

const zoom: Command = {
  id: 'board.zoom',
  contexts: ['board'],
  keys: ['z', '+'],
  help: 'this pane alone, and back',
  group: 'Look',
  hint: null,
  run: onBoard((state, view) => withView(state, { ...view, zoomed: !view.zoomed })),
}

const staged: Command = {
  id: 'board.staged',
  contexts: ['board'],
  keys: ['s'],
  help: 'staged: show or hide policies that are not enforced',
  group: 'Look',
  hint: 50,
  run: (state) => ({ ...state, settings: { ...state.settings, showStaged: !state.settings.showStaged } }),
}

/** Folds or unfolds the tier under the cursor. */
export const boardFold: Command = {
  id: 'board.fold',
  contexts: ['board'],
  keys: ['-'],
  help: 'fold or unfold this tier',
  group: 'Look',
  hint: null,
  run: onBoard((state, view) => {
    const board = boardOf(state, view)
    const name = board?.tiers[focusedTier(board, view)]?.tier.name
    if (name === undefined) return { disabled: 'there is no tier yet' }
    const { unfolded } = state.settings
    const next = unfolded.includes(name) ? unfolded.filter((one) => one !== name) : [...unfolded, name]
    return withView({ ...state, settings: { ...state.settings, unfolded: next } }, { ...view, tier: name })
  }),
}

const next: Command = {
  id: 'board.next-match',
  contexts: ['board'],
  keys: ['n'],
  help: 'next match, in any tier',
  group: 'Move',
  hint: null,
  run: onBoard((state, view) => toMatch(state, view, 1)),
}

const previous: Command = {
  id: 'board.previous-match',
  contexts: ['board'],
  keys: ['N'],
  help: 'previous match, in any tier',
  group: 'Move',
  hint: null,
  run: onBoard((state, view) => toMatch(state, view, -1)),
}

function toMatch(state: State, view: BoardView, step: 1 | -1): Outcome {
  const board = boardOf(state, view)
  if (board === null || !board.filter.active) return { disabled: 'type / and what to look for first' }
  const all = board.tiers.flatMap((tier) => tier.policies.map((policy) => policyKey(policy.ref)))
  const selected = selectedPolicy(state, view)
  const here = selected === null ? -1 : all.indexOf(policyKey(selected.ref))
  const target = all[(here + step + all.length) % all.length]
  return (target === undefined ? null : toPolicy(state, view, target)) ?? { disabled: 'no policy matches the filter' }
}

export const boardCommands: readonly Command[] = [
  left,
  right,
  tierByNumber,
  pane,
  zoom,
  staged,
  boardFold,
  next,
  previous,
]

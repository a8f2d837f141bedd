import type { IndexedTier } from '../engine/cluster-index.ts'
import { type Mark, marks, type TierMark, tierMarks } from '../engine/marks.ts'
import { isStaged, type Policy, policyKey } from '../model/policy.ts'
import { keepInView } from '../store/cursor.ts'
import { kindLetter, shortName } from '../store/kinds.ts'
import type { Scene } from '../store/trace-scene.ts'
import { clipMiddle, type StyledLine } from '../term/line.ts'
import { type Line, type Role, roleOf, span } from '../text/styled.ts'
import { textWidth } from '../text/width.ts'
import { framed } from './frame.ts'
import { beside, fitted, type Look, painted, run, underCursor } from './look.ts'
import type { Area } from './view.ts'

const leastColumn = 22

/** The board above the walk: the tiers as columns, their policies lit up as far as the walk is told. */
export function boardBand(look: Look, scene: Scene, area: Area): readonly StyledLine[] {
  const tiers = scene.index.tiers.filter(({ policies }) => policies.length > 0)
  if (tiers.length === 0 || area.rows < 5) return []
  const shown = shownSteps(scene)
  const lit: Lit = { policies: marks(scene.trace, shown), tiers: tierMarks(scene.trace, shown) }
  const fit = Math.max(1, Math.floor(area.columns / leastColumn))
  const current = Math.max(
    0,
    tiers.findIndex(({ tier }) => tier.name === scene.here.tier),
  )
  const { top } = keepInView({ at: current, top: 0 }, tiers.length, fit)
  const window = tiers.slice(top, top + fit)
  const most = Math.max(...window.map(({ policies }) => policies.length))
  const rows = Math.min(area.rows - 2, most)
  const blocks = window.map((tier, at) => {
    const width =
      Math.floor(((at + 1) * area.columns) / window.length) - Math.floor((at * area.columns) / window.length)
    return { width, lines: tierColumn(look, scene, { tier, lit, width, rows }) }
  })
  return beside(look, blocks, rows + 2)
}

interface Lit {
  readonly policies: ReadonlyMap<string, Mark>
  readonly tiers: ReadonlyMap<string, TierMark>
}

/** At the answer and the verdict all is lit that the deciding direction met. */
function shownSteps(scene: Scene): number {
  return scene.here.telling.type === 'answer' ? (scene.told.at(-1)?.shown ?? 0) : scene.here.shown
}

interface Column {
  readonly tier: IndexedTier
  readonly lit: Lit
  readonly width: number
  readonly rows: number
}

function tierColumn(look: Look, scene: Scene, { tier, lit, width, rows }: Column): readonly StyledLine[] {
  const name = tier.tier.name
  const isHere = scene.here.tier === name
  const mark = lit.tiers.get(name)
  const key = currentPolicy(scene)
  const current = Math.max(
    0,
    tier.policies.findIndex(
      (policy) => policyKey(policy.ref) === key || lit.policies.get(policyKey(policy.ref))?.isCurrent === true,
    ),
  )
  const { top } = keepInView({ at: current, top: 0 }, tier.policies.length, rows)
  const lines = tier.policies.slice(top, top + rows).map((policy) => {
    const line = fitted(look, painted(look, policyLine(policy, lit, width - 2)), width - 2)
    return policyKey(policy.ref) === key ? underCursor(line, true) : line
  })
  const below = tier.policies.length - top - rows
  return framed(
    look,
    {
      width,
      rows,
      focused: isHere,
      title: painted(look, tierTitle(name, mark, isHere)),
      aside: [],
      foot: painted(look, tierFoot(tier, mark)),
      footAside:
        below > 0 || top > 0
          ? [run(look, `${top > 0 ? look.glyphs.more.up : ''}${below > 0 ? look.glyphs.more.down : ''}`, 'faint')]
          : [],
    },
    lines,
  )
}

function currentPolicy(scene: Scene): string | null {
  const { telling } = scene.here
  return 'policy' in telling ? policyKey(telling.policy) : null
}

function tierTitle(name: string, mark: TierMark | undefined, isHere: boolean): Line {
  const sign = mark === undefined ? '' : tierSigns[mark.type].sign
  const role: Role = isHere ? 'accent' : mark === undefined || mark.type === 'skipped' ? 'faint' : 'strong'
  return [
    span(sign === '' ? '' : `${sign} `, mark === undefined ? 'faint' : tierSigns[mark.type].role),
    span(name, role),
  ]
}

const tierSigns: Record<TierMark['type'], { readonly sign: string; readonly role: Role }> = {
  skipped: { sign: '-', role: 'faint' },
  entered: { sign: '', role: 'accent' },
  passed: { sign: '»', role: 'pass' },
  allowed: { sign: '✓', role: 'allow' },
  denied: { sign: '✗', role: 'deny' },
}

function tierFoot(tier: IndexedTier, mark: TierMark | undefined): Line {
  const action = tier.tier.defaultAction
  if (mark?.type === 'skipped') return [span('passed over', 'faint')]
  const isLit = mark !== undefined && mark.type !== 'entered'
  return [span('end ▸ ', 'faint'), span(action, isLit || mark === undefined ? 'faint' : roleOf(action))]
}

const signs: Record<Mark['type'], { readonly sign: string; readonly role: Role; readonly name: Role }> = {
  skipped: { sign: '-', role: 'faint', name: 'faint' },
  missed: { sign: '·', role: 'strong', name: 'strong' },
  passed: { sign: '»', role: 'pass', name: 'pass' },
  allowed: { sign: '✓', role: 'allow', name: 'allow' },
  denied: { sign: '✗', role: 'deny', name: 'deny' },
  'not-reached': { sign: ' ', role: 'faint', name: 'faint' },
}

function policyLine(policy: Policy, lit: Lit, columns: number): Line {
  const mark = lit.policies.get(policyKey(policy.ref))
  const look = mark === undefined ? { sign: ' ', role: 'plain' as const, name: 'plain' as const } : signs[mark.type]
  const letter = isStaged(policy.ref) ? '~' : kindLetter(policy.ref)
  const rule = mark?.rule === null || mark === undefined ? '' : ` #${mark.rule}`
  const name = clipMiddle(shortName(policy.ref), Math.max(1, columns - 5 - textWidth(rule)), '…')
  return [
    span(`${look.sign} `, look.role),
    span(`${letter} `, isStaged(policy.ref) ? 'staged' : 'faint'),
    span(name, look.name),
    span(rule, look.role),
  ]
}

import { hidingIn } from '../model/gap.ts'
import { isStaged, type PolicyRef, policyKey } from '../model/policy.ts'
import { shortName } from '../store/kinds.ts'
import type { Scene } from '../store/trace-scene.ts'
import type { Told } from '../store/trace-told.ts'
import { type Role, roleOf } from '../text/styled.ts'
import { exemptNames } from './trace-names.ts'

/** One row of the list of steps: what several keys of the finest stride walk through. */
export interface StepRow {
  /** The first and the last told step it stands for. */
  readonly from: number
  readonly to: number
  /** 0 the answer, the directions and the verdict, 1 tiers and what stands beside them, 2 inside a tier. */
  readonly depth: 0 | 1 | 2
  /** A sign for the outcome: `·` no rule matched, `-` plays no part, `»` on to the next tier, `✓` Allow, `✗` Deny. */
  readonly mark: string
  readonly role: Role
  readonly text: string
  /** A few words behind it. */
  readonly note: string
  /** True where it rests on an assumption. */
  readonly isUncertain: boolean
}

const known = new WeakMap<readonly Told[], readonly StepRow[]>()

/** The walk as a list, one row for each policy, tier and outcome. */
export function stepRows(scene: Scene): readonly StepRow[] {
  const before = known.get(scene.told)
  if (before !== undefined) return before
  const rows: StepRow[] = []
  for (let from = 0; from < scene.told.length; ) {
    let to = from
    while (isSameRow(scene.told[to], scene.told[to + 1])) to += 1
    rows.push(rowOf(scene, from, to))
    from = to + 1
  }
  known.set(scene.told, rows)
  return rows
}

/** The row a told step stands in. */
export function rowAt(rows: readonly StepRow[], at: number): number {
  return Math.max(
    0,
    rows.findIndex((row) => at >= row.from && at <= row.to),
  )
}

/** Rules of one policy share a row. */
function isSameRow(before: Told | undefined, told: Told | undefined): boolean {
  return (
    before?.telling.type === 'rule' && told?.telling.type === 'rule' && before.telling.policy === told.telling.policy
  )
}

type Plain = Pick<StepRow, 'depth' | 'mark' | 'role' | 'text' | 'note'>

/** The row of some steps: it looks as the last of them does. */
function rowOf(scene: Scene, from: number, to: number): StepRow {
  const told = scene.told.slice(from, to + 1)
  const isOpen = scene.trace.assumptions.length > 0 || !scene.trace.certain
  return {
    from,
    to,
    isUncertain: isOpen && told.some((each) => isUncertain(scene, each)),
    ...plainRow(scene, told.at(-1) as Told),
  } // there is one at least
}

function plainRow(scene: Scene, told: Told): Plain {
  const telling = told.telling
  const tier = told.tier ?? ''
  switch (telling.type) {
    case 'answer':
      return { depth: 0, mark: '', role: 'heading', text: 'answer', note: '' }
    case 'leg':
      return legRow(scene, told)
    case 'tier':
      return { depth: 1, mark: '', role: 'strong', text: tier, note: '' }
    case 'tier-skipped':
      return skippedRow(scene, tier, telling.because)
    case 'policy-skipped':
      return { depth: 2, mark: '-', role: 'faint', text: nameOf(scene, told, telling.policy), note: '' }
    case 'policies-skipped':
      return { depth: 2, mark: '-', role: 'faint', text: `${telling.policies.length} more`, note: 'skipped' }
    case 'no-rules':
      return { depth: 2, mark: '·', role: 'plain', text: nameOf(scene, told, telling.policy), note: 'no rules' }
    case 'rule':
      return ruleRow(nameOf(scene, told, telling.policy), telling)
    case 'pass':
      return { depth: 2, mark: '»', role: 'pass', text: 'on to the next tier', note: '' }
    case 'end-of-tier':
      return {
        depth: 2,
        mark: telling.action === 'Deny' ? '✗' : '»',
        role: roleOf(telling.action),
        text: 'end of tier',
        note: telling.action,
      }
    case 'profile':
      return { depth: 1, ...outcome(telling.action), text: `profile ${telling.profile}`, note: telling.action }
    case 'no-profile':
      return { depth: 1, ...outcome('Deny'), text: 'no profile allows', note: 'Deny' }
    case 'exempt':
      return { depth: 1, ...outcome(telling.action), text: exemptNames[telling.because], note: telling.action }
    case 'leg-passed':
      return { depth: 1, ...outcome('Allow'), text: 'nothing stops it', note: 'Allow' }
    case 'verdict':
      return { depth: 0, ...outcome(scene.trace.verdict), text: 'VERDICT', note: scene.trace.verdict }
  }
}

/** A tier that is passed over; where policies of it may be hidden that is no more than it looks. */
function skippedRow(scene: Scene, tier: string, because: keyof typeof skippedNotes): Plain {
  const hides = hidingIn(scene.index.cluster.gaps.values(), tier).length > 0
  const note = hides && because === 'empty' ? 'none seen' : skippedNotes[because]
  return { depth: 1, mark: hides ? '?' : '-', role: hides ? 'unknown' : 'faint', text: tier, note }
}

const skippedNotes = {
  selector: 'none selects',
  direction: 'other direction',
  staged: 'staged only',
  empty: 'empty',
  stage: 'other stage',
  'left-out': 'left out',
}

function legRow(scene: Scene, told: Told): Plain {
  const leg = scene.trace.legs[told.leg ?? 0]
  if (leg === undefined) return { depth: 0, mark: '', role: 'heading', text: '', note: '' }
  const stage = leg.stage === 'workload' ? '' : ` ${leg.stage}`
  return { depth: 0, mark: '', role: 'heading', text: `${leg.direction.toUpperCase()}${stage}`, note: leg.verdict }
}

function ruleRow(text: string, { outcome: came, rule }: Extract<Told['telling'], { type: 'rule' }>): Plain {
  if (came === 'missed' || came === 'Log') return { depth: 2, mark: '·', role: 'plain', text, note: '' }
  const mark = came === 'Allow' ? '✓' : came === 'Deny' ? '✗' : '»'
  return { depth: 2, mark, role: roleOf(came), text, note: `#${rule}` }
}

function outcome(action: 'Allow' | 'Deny'): Pick<StepRow, 'mark' | 'role'> {
  return { mark: action === 'Allow' ? '✓' : '✗', role: roleOf(action) }
}

/** The policy's name, with its namespace only where that is not the endpoint's. */
function nameOf(scene: Scene, told: Told, ref: PolicyRef): string {
  const endpoint = scene.trace.legs[told.leg ?? 0]?.endpoint ?? ''
  const isNear = ref.namespace === null || endpoint.startsWith(`${ref.namespace}/`)
  const name = isNear ? shortName(ref) : `${ref.namespace}/${shortName(ref)}`
  return isStaged(ref) ? `~ ${name}` : name
}

function isUncertain(scene: Scene, told: Told): boolean {
  if (told.telling.type === 'verdict' || told.telling.type === 'answer') return !scene.trace.certain
  if (told.telling.type !== 'rule') return false
  const { policy, rule } = told.telling
  const direction = scene.trace.legs[told.leg ?? 0]?.direction
  return scene.trace.assumptions.some(
    (each) => each.rule === rule && each.direction === direction && policyKey(each.policy) === policyKey(policy),
  )
}

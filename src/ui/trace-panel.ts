import { hidingIn } from '../model/gap.ts'
import { isStaged, type Policy, type PolicyRef, policyKey, policyName } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { Step } from '../model/trace.ts'
import { endAction, endpointOf, legOf, policyAt, type Scene, tierAt } from '../store/trace-scene.ts'
import { isElsewhere, type Telling, type Told } from '../store/trace-told.ts'
import { countOf } from '../text/list.ts'
import { ruleWords } from '../text/rule.ts'
import { type Line, type Role, roleOf, type Span, span } from '../text/styled.ts'
import { exemptWords } from '../text/verdict.ts'
import { lineWidth } from '../text/width.ts'
import { fieldWords, kindWords } from '../text/words.ts'
import { criterionLines } from './trace-criteria.ts'
import { exemptNames } from './trace-names.ts'
import { selectionLines } from './trace-selection.ts'
import { answerLines, legLines } from './trace-summary.ts'
import { textInPane, withAside } from './trace-wrap.ts'

/** What the middle of the tracer shows: the thing a step is about. */
export interface Panel {
  readonly title: Line
  /** In the frame on the right. */
  readonly note: Line
  readonly lines: readonly Line[]
  /** The lines that must be in view, from and to, from 0. */
  readonly focus: readonly [number, number]
}

/** The thing the step under the cursor is about, for a pane with so many columns of text; brief where rows are few. */
export function panelOf(scene: Scene, columns: number, isBrief = false): Panel {
  const told = scene.here
  const telling = told.telling
  switch (telling.type) {
    case 'answer':
    case 'verdict':
      return {
        ...titled(telling.type === 'answer' ? 'the answer' : 'verdict'),
        lines: answerLines(scene, columns, isBrief),
      }
    case 'leg':
      return {
        ...titled(`${legOf(scene, told)?.direction ?? ''} at ${legOf(scene, told)?.endpoint ?? ''}`),
        lines: legLines(scene, told, columns),
      }
    case 'tier':
    case 'tier-skipped':
    case 'end-of-tier':
    case 'policies-skipped':
      return tierPanel(scene, told, columns)
    case 'policy-skipped':
    case 'no-rules':
    case 'rule':
    case 'pass':
      return policyPanel(scene, told, { ref: telling.policy, columns })
    case 'profile':
    case 'no-profile':
    case 'exempt':
    case 'leg-passed':
      return afterPanel(scene, told, columns)
  }
}

function titled(title: string): Pick<Panel, 'title' | 'note' | 'focus'> {
  return { title: [span(title, 'strong')], note: [], focus: [0, 0] }
}

interface Shown {
  readonly ref: PolicyRef
  readonly columns: number
}

function policyPanel(scene: Scene, told: Told, { ref, columns }: Shown): Panel {
  const policy = policyAt(scene, ref)
  const title: Line = [span(policyName(ref), isStaged(ref) ? 'staged' : 'strong')]
  if (policy === null)
    return { title, note: [], lines: textInPane('This policy is not in the cluster any more.', columns), focus: [0, 0] }
  const order = policy.order === null ? 'no order' : `order ${policy.order}`
  const note: Line = [span(`${kindWords(ref)} · ${order}`, 'faint')]
  const head = selectionLines(scene, told, { policy, columns })
  if (told.telling.type === 'policy-skipped' && told.telling.because === 'selector')
    return { title, note, lines: head, focus: [0, 0] }
  const rules = ruleLines(scene, told, { policy, columns })
  const [from, to] = rules.focus
  const before = [...head, []]
  return { title, note, lines: [...before, ...rules.lines], focus: [before.length + from, before.length + to] }
}

interface OfPolicy {
  readonly policy: Policy
  readonly columns: number
}

/** The rules of the direction, each with what became of it; the one under the cursor criterion by criterion. */
function ruleLines(scene: Scene, told: Told, { policy, columns }: OfPolicy): Pick<Panel, 'lines' | 'focus'> {
  const direction = legOf(scene, told)?.direction ?? 'ingress'
  const rules = policy[direction]
  if (rules === null) {
    const other = direction === 'egress' ? 'ingress' : 'egress'
    return {
      lines: textInPane(`It governs ${other} only and says nothing about ${direction}.`, columns, 'faint'),
      focus: [0, 0],
    }
  }
  const heading: Line = [
    span(direction.toUpperCase(), 'heading'),
    span(rules.length === 0 ? '  no rules' : `  ${countOf(rules.length, 'rule')}`, 'faint'),
  ]
  const lines: Line[] = [heading]
  const tried = triedIn(scene, told, policy.ref)
  const current = told.telling.type === 'rule' || told.telling.type === 'pass' ? told.telling.rule : null
  let focus: readonly [number, number] = [0, 0]
  for (const [at, rule] of rules.entries()) {
    const isCurrent = at === current
    const from = lines.length
    const fate = fateOf(tried, at, {
      current,
      isStopped: isStopped(told),
      isOpen: isOpenRule(scene, told, policy.ref, at),
    })
    const head: Line = [
      span(isCurrent ? '▶ ' : '  ', 'accent'),
      span(`${at}  `.padEnd(3), isCurrent ? 'strong' : 'faint'),
      ...looks(ruleWords(rule, direction, null), fate.isFaint),
    ]
    lines.push(...withAside(head, fate.words, columns, 5))
    if (isCurrent) lines.push(...criterionLines(scene, told, { policy: policy.ref, rule: at, columns }))
    if (isCurrent) focus = [from, lines.length - 1]
  }
  return { lines, focus }
}

function looks(line: Line, isFaint: boolean): Line {
  return isFaint ? line.map((part) => ({ ...part, role: 'faint' as const })) : line
}

/** True when the walk is past the rule that decided in this policy. */
function isStopped(told: Told): boolean {
  return (
    told.telling.type === 'pass' || (told.telling.type === 'rule' && !['missed', 'Log'].includes(told.telling.outcome))
  )
}

interface Fate {
  readonly words: Line
  readonly isFaint: boolean
}

/** What became of a rule as far as it is told. */
function fateOf(
  tried: ReadonlyMap<number, Extract<Telling, { type: 'rule' }>>,
  rule: number,
  here: { readonly current: number | null; readonly isStopped: boolean; readonly isOpen: boolean },
): Fate {
  const telling = tried.get(rule)
  if (telling === undefined || (here.current !== null && rule > here.current)) {
    return {
      words: [span(here.isStopped || telling === undefined ? 'not tried' : '', 'faint')],
      isFaint: here.isStopped,
    }
  }
  if (telling.outcome !== 'missed') {
    return { words: [span(`matches: ${telling.outcome}`, roleOf(telling.outcome))], isFaint: false }
  }
  const isFaint = rule !== here.current
  const field = telling.miss === null ? '' : fieldWords(telling.miss.field)
  if (here.isOpen) return { words: [span(`unknown: ${field}`, 'unknown')], isFaint }
  return { words: isFaint ? [span(`no: ${field}`, 'faint')] : [span('no match', 'strong')], isFaint }
}

/** The rules that the policy of the step tries, by place: they stand around the step. */
function triedIn(scene: Scene, told: Told, ref: PolicyRef): ReadonlyMap<number, Extract<Telling, { type: 'rule' }>> {
  const tried = new Map<number, Extract<Telling, { type: 'rule' }>>()
  const key = policyKey(ref)
  const take = (each: Told | undefined): boolean => {
    if (each === undefined || each.leg !== told.leg || !('policy' in each.telling)) return false
    if (each.telling.policy !== ref && policyKey(each.telling.policy) !== key) return false
    if (each.telling.type === 'rule') tried.set(each.telling.rule, each.telling)
    return true
  }
  for (let at = scene.at; take(scene.told[at]); at += 1);
  for (let at = scene.at - 1; take(scene.told[at]); at -= 1);
  return tried
}

function tierPanel(scene: Scene, told: Told, columns: number): Panel {
  const name = told.tier ?? ''
  const tier = tierAt(scene, name)
  const leg = legOf(scene, told)
  const order = tier === null || tier.order === null ? 'no order' : `order ${tier.order}`
  const action = endAction(scene, told)
  const note: Line = [span(`${order} · default action `, 'faint'), span(action, roleOf(action))]
  const steps = (leg?.steps ?? []).filter((step) => 'policy' in step && step.policy.tier === name)
  const near = steps.filter((step) => leg === null || !isElsewhere(step, leg))
  const lines: Line[] = [...tierRows(scene, told, near, columns)]
  const far = steps.length - near.length
  if (far > 0) lines.push([span(`- ${countOf(far, 'policy')} of other namespaces`, 'faint')])
  if (lines.length === 0) lines.push(...emptyTier(scene, told, columns))
  const isEnd = told.telling.type === 'end-of-tier'
  lines.push([])
  if (told.telling.type === 'tier-skipped') lines.push([span('- '), span('passed over', 'faint')])
  else
    lines.push([
      span(isEnd ? '▶ ' : '  ', 'accent'),
      span('end of tier: ', isEnd ? 'strong' : 'faint'),
      span(action, isEnd ? roleOf(action) : 'faint'),
    ])
  return {
    title: [span(`tier ${name}`, 'strong')],
    note,
    lines,
    focus: isEnd ? [lines.length - 1, lines.length - 1] : [0, 0],
  }
}

/** A tier of which the trace names no policy: those it has, with who they are for. */
function emptyTier(scene: Scene, told: Told, columns: number): readonly Line[] {
  const policies = scene.index.tiers.find(({ tier }) => tier.name === told.tier)?.policies ?? []
  if (policies.length === 0) {
    const hides = hidingIn(scene.index.cluster.gaps.values(), told.tier ?? '').length > 0
    return [hides ? [span('? none seen, some may be hidden', 'unknown')] : [span('no policies', 'faint')]]
  }
  const most = 40
  const lines = policies
    .slice(0, most)
    .flatMap((policy) => [
      ...withAside(
        [span('- '), span(policyName(policy.ref), isStaged(policy.ref) ? 'staged' : 'plain')],
        [span(kindWords(policy.ref), 'faint')],
        columns,
        2,
      ),
    ])
  return policies.length > most ? [...lines, [span(`  and ${policies.length - most} more`, 'faint')]] : lines
}

/** Neighbours passed over for one reason are counted from this many on. */
const manyAlike = 8

function tierRows(scene: Scene, told: Told, steps: readonly Step[], columns: number): readonly Line[] {
  const lines: Line[] = []
  for (let at = 0; at < steps.length; ) {
    const step = steps[at]
    if (step === undefined) break
    let to = at + 1
    while (to < steps.length && isAlike(step, steps[to])) to += 1
    if (to - at >= manyAlike) {
      const words = partOf(scene, told, step as OfPolicyStep).words // alike ones are about policies
      lines.push([span(`- ${countOf(to - at, 'policy')}: ${words}`, 'faint')])
    } else lines.push(...steps.slice(at, to).map((each) => tierRow(scene, told, each, columns)))
    at = to
  }
  return lines
}

type OfPolicyStep = Extract<Step, { policy: PolicyRef }>

function isAlike(step: Step, other: Step | undefined): boolean {
  if (step.type === 'policy-not-reached') return other?.type === 'policy-not-reached'
  return step.type === 'policy-skipped' && other?.type === 'policy-skipped' && step.because === other.because
}

function tierRow(scene: Scene, told: Told, step: Step, columns: number): Line {
  if (!('policy' in step)) return []
  const { mark, words, role } = partOf(scene, told, step)
  const left: Line = [
    span(`${mark} `, role),
    span(policyName(step.policy), role === 'faint' ? 'faint' : isStaged(step.policy) ? 'staged' : 'plain'),
  ]
  const gap = Math.max(1, columns - lineWidth(left) - words.length)
  return [...left, span(' '.repeat(gap)), span(words, role)]
}

/** The part a policy has in its tier, as far as it is told. */
function partOf(
  scene: Scene,
  told: Told,
  step: OfPolicyStep,
): { readonly mark: string; readonly words: string; readonly role: Role } {
  const isOver = told.telling.type === 'end-of-tier'
  switch (step.type) {
    case 'policy-skipped':
      return {
        mark: '-',
        words: skippedWords(step.because, legOf(scene, told)?.direction ?? 'egress'),
        role: 'faint',
      }
    case 'policy-missed':
      return { mark: '·', words: isOver ? 'asked, no rule matched' : 'will be asked', role: 'plain' }
    case 'rule-matched':
      return { mark: '·', words: 'will be asked', role: 'plain' }
    case 'policy-not-reached':
      return { mark: ' ', words: 'would be next', role: 'faint' }
  }
}

function skippedWords(because: Extract<Step, { type: 'policy-skipped' }>['because'], direction: Direction): string {
  switch (because) {
    case 'selector':
      return 'not for it'
    case 'direction':
      return `not about ${direction}`
    case 'staged':
      return 'staged, not enforced'
    case 'staged-delete':
      return 'staged: Delete'
    case 'stage':
      return 'applies elsewhere'
    case 'invalid':
      return 'refused by Calico'
  }
}

function afterPanel(scene: Scene, told: Told, columns: number): Panel {
  const telling = told.telling
  const endpoint = endpointOf(scene, told)
  const profiles = endpoint?.profiles ?? []
  if (telling.type === 'exempt') {
    const lines = textInPane(`${exemptWords(telling.because, telling.action)}.`, columns)
    return { ...titled(exemptNames[telling.because]), lines }
  }
  if (telling.type === 'leg-passed') {
    return { ...titled('end of the stage'), lines: textInPane('No policy that applies here stops it.', columns) }
  }
  const lines: Line[] =
    profiles.length === 0 ? [[span('no profiles', 'faint')]] : profiles.map((name) => profileRow(name, telling))
  return { ...titled('profiles'), note: [span('after the last tier', 'faint')], lines }
}

function profileRow(name: string, telling: Telling): Line {
  const isIt = telling.type === 'profile' && telling.profile === name
  const head: Span[] = [span(isIt ? '▶ ' : '  ', 'accent'), span(name, isIt ? 'strong' : 'plain')]
  return isIt
    ? [...head, span('  '), span(telling.action, roleOf(telling.action))]
    : [...head, span('  does not decide', 'faint')]
}

/** True for a rule that nobody could answer. */
function isOpenRule(scene: Scene, told: Told, policy: PolicyRef, rule: number): boolean {
  const direction = legOf(scene, told)?.direction
  return scene.trace.assumptions.some(
    (each) => each.rule === rule && each.direction === direction && policyKey(each.policy) === policyKey(policy),
  )
}

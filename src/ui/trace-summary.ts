import { lacksPods } from '../model/gap.ts'
import type { Leg } from '../model/trace.ts'
import { endpointOf, legOf, type Scene } from '../store/trace-scene.ts'
import type { Told } from '../store/trace-told.ts'
import { wordList } from '../text/list.ts'
import { type Line, roleOf, span } from '../text/styled.ts'
import { exemptWords, policyWords } from '../text/verdict.ts'
import { textWidth } from '../text/width.ts'
import { stageWords, verdictSign } from '../text/words.ts'
import { exemptNames } from './trace-names.ts'
import { type Outcome, outcomes } from './trace-tiers.ts'
import { inPane, textInPane, withAside } from './trace-wrap.ts'

/** The whole answer tier by tier; in brief without the tiers that are passed over, which the strips show. */
export function answerLines(scene: Scene, columns: number, isBrief: boolean): readonly Line[] {
  const { trace } = scene
  const lines: Line[] = trace.legs.flatMap((leg, at) => [...(at === 0 ? [] : [[]]), ...legTable(leg, columns, isBrief)])
  if (trace.legs.length === 0) {
    const known = lacksPods(scene.index.cluster) ? 'known as ' : ''
    lines.push(...textInPane(`Neither side is ${known}an endpoint under policy: no policy is asked.`, columns))
  }
  const cut = trace.legs.length === 1 && trace.legs[0]?.direction === 'egress' && trace.verdict === 'Deny'
  if (cut && trace.connection.destination.type === 'endpoint')
    lines.push([], [span('INGRESS', 'faint'), span('  not asked: the connection never arrives', 'faint')])
  return lines
}

/** A leg: where, the verdict, and a row for each tier. */
export function legTable(leg: Leg, columns: number, isBrief = false): readonly Line[] {
  const stage = stageWords(leg.stage)
  const head: Line = [
    span(leg.direction.toUpperCase(), 'heading'),
    span(` at ${leg.endpoint}`),
    span(stage === '' ? '' : `, ${stage}`, 'faint'),
  ]
  const rows = grouped(tellingOutcomes(leg).filter(({ result }) => !isBrief || result !== 'skipped'))
  const names = Math.min(30, Math.max(...rows.map((row) => textWidth(row.name)), 0))
  return [
    ...withAside(head, verdictLine(leg.verdict), columns, 2),
    ...rows.flatMap((row) => outcomeRow(row, { names, columns })),
  ]
}

interface NamedOutcome {
  readonly name: string
  readonly outcome: Outcome
}

/** Neighbours that are passed over for one reason share a row. */
function grouped(all: readonly Outcome[]): readonly NamedOutcome[] {
  const rows: NamedOutcome[] = []
  for (const outcome of all) {
    const last = rows.at(-1)
    const isSame = last !== undefined && outcome.result === 'skipped' && byWords(last.outcome) === byWords(outcome)
    if (isSame) rows[rows.length - 1] = { name: `${last.name}, ${outcomeName(outcome)}`, outcome }
    else rows.push({ name: outcomeName(outcome), outcome })
  }
  return rows
}

/** `✓ Allow` or `✗ Deny`. */
export function verdictLine(verdict: 'Allow' | 'Deny' | 'Pass'): Line {
  return [span(`${verdictSign(verdict)} ${verdict}`, roleOf(verdict))]
}

/** The tiers that have something to say: all but those without a policy. */
export function tellingOutcomes(leg: Leg): readonly Outcome[] {
  return outcomes(leg).filter(({ by }) => by.type !== 'skipped' || by.because !== 'empty')
}

const skippedTierWords = {
  selector: 'none selects it',
  direction: 'none governs this direction',
  staged: 'staged policies only',
  empty: 'no policies',
  stage: 'none applies at this stage',
  'left-out': 'Calico leaves out what selects it',
}

/** What an outcome is called in a list of tiers. */
export function outcomeName(outcome: Outcome): string {
  if (outcome.tier !== null) return outcome.tier
  return outcome.by.type === 'exempt' ? exemptNames[outcome.by.because] : 'profiles'
}

function outcomeRow(
  row: NamedOutcome,
  { names, columns }: { readonly names: number; readonly columns: number },
): readonly Line[] {
  const { name, outcome } = row
  if (outcome.result === 'skipped') {
    const gap = ' '.repeat(Math.max(2, names + 2 - textWidth(name)))
    return inPane([span(`  ${name}${gap}-  ${byWords(outcome)}`, 'faint')], columns, 4)
  }
  const sign = span(`${verdictSign(outcome.result)} ${outcome.result}`.padEnd(7), roleOf(outcome.result))
  return inPane([span(`  ${name.padEnd(names)}  `), sign, span(`  ${byWords(outcome)}`)], columns, names + 13)
}

/** Who brought an outcome about. */
export function byWords(outcome: Outcome): string {
  const { by } = outcome
  switch (by.type) {
    case 'rule':
      return `rule ${by.rule} of ${policyWords(by.policy)}`
    case 'end-of-tier':
      return `end of tier, no rule of ${wordList(by.asked.map(policyWords), 3)} matches`
    case 'skipped':
      return skippedTierWords[by.because]
    case 'profile':
      return by.name ?? 'no profile allows it'
    case 'exempt':
      return exemptWords(by.because, outcome.result === 'Deny' ? 'Deny' : 'Allow')
  }
}

/** Where a direction is decided: the endpoint with what policy sees of it, and the tiers it meets. */
export function legLines(scene: Scene, told: Told, columns: number): readonly Line[] {
  const leg = legOf(scene, told)
  const endpoint = endpointOf(scene, told)
  if (leg === null) return []
  const labels = endpoint === null ? [] : labelLines(scene, told, columns)
  return [...labels, [], ...legTable(leg, columns).slice(1)]
}

/** The labels of the endpoint of a step, own and inherited. */
function labelLines(scene: Scene, told: Told, columns: number): readonly Line[] {
  const endpoint = endpointOf(scene, told)
  if (endpoint === null) return []
  const entries = Object.entries(scene.index.labelsOf(endpoint))
  const own = entries.filter(([key]) => !/^pc(ns|sa)\.|projectcalico\.org\//.test(key))
  const inherited = entries.filter(
    ([key]) => key.startsWith('pcns.') && !/projectcalico\.org\/|kubernetes\.io\/metadata\.name/.test(key),
  )
  const row = (word: string, text: string) => inPane([span(word.padEnd(17), 'faint'), span(text)], columns, 17)
  const lines = [...row('labels', own.length === 0 ? 'none' : own.map(([key, value]) => `${key}=${value}`).join('  '))]
  if (inherited.length > 0)
    lines.push(...row('of its namespace', inherited.map(([key, value]) => `${key.slice(5)}=${value}`).join('  ')))
  if (endpoint.type === 'workload') {
    lines.push(
      ...row('service account', endpoint.serviceAccount ?? 'none'),
      ...row('node', endpoint.node ?? 'not known'),
    )
  } else lines.push(...row('node', endpoint.node), ...row('interface', endpoint.interfaceName ?? 'found by address'))
  return lines
}

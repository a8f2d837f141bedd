import type { PolicyRef } from '../model/policy.ts'
import type { Leg, Trace } from '../model/trace.ts'
import { endAction, legOf, type Scene } from '../store/trace-scene.ts'
import type { Telling, Told } from '../store/trace-told.ts'
import { countOf, wordList } from '../text/list.ts'
import { roleOf, span } from '../text/styled.ts'
import { exemptWords, legSentence, policyWords, verdictSentence } from '../text/verdict.ts'
import { capital, names, say, type Thought, tierName } from './trace-thought.ts'
import { ruleThoughts } from './trace-why-rule.ts'
import { manySkipped, skippedPolicy, skippedTier } from './trace-why-skipped.ts'

/** What a step means, in the words a newcomer needs. Everything it says comes from the trace. */
export function why(scene: Scene, told: Told): readonly Thought[] {
  const telling = told.telling
  switch (telling.type) {
    case 'answer':
      return answerThoughts(scene.trace)
    case 'leg':
      return legThoughts(scene, told)
    case 'tier':
      return tierThoughts(scene, told)
    case 'tier-skipped':
      return skippedTier(scene, told, telling)
    case 'policy-skipped':
      return skippedPolicy(scene, told, telling.policy, telling.because)
    case 'policies-skipped':
      return [
        say(
          `${countOf(telling.policies.length, 'policy')} of tier ${tierName(told)} ${manySkipped[telling.because](names(scene, told))}. Each is passed over as if it were not there.`,
        ),
      ]
    case 'no-rules':
      return noRules(scene, told, telling.policy)
    case 'rule':
      return ruleThoughts(scene, told, telling)
    case 'pass':
      return passThoughts(scene, told, telling)
    case 'end-of-tier':
      return endThoughts(scene, told, telling)
    case 'profile':
    case 'no-profile':
      return profileThoughts(scene, told, telling)
    case 'exempt':
      return [say(`${capital(exemptWords(telling.because, telling.action))}.`)]
    case 'leg-passed':
      return [
        say(
          `It ends so: ${legSentence(scene.trace.legs[told.leg ?? 0] as Leg)}. Allow here only means: not stopped yet.`,
        ),
      ] // the leg it stands in
    case 'verdict':
      return verdictThoughts(scene.trace)
  }
}

function answerThoughts(trace: Trace): readonly Thought[] {
  const [first] = trace.legs
  if (first === undefined) {
    return [
      say(
        'Policy is applied at endpoints: pods and host endpoints. Neither side of this connection is one, so nobody is asked.',
      ),
    ]
  }
  const isCut = trace.verdict === 'Deny' && trace.legs.every((leg) => leg.direction === 'egress')
  if (isCut && trace.connection.destination.type === 'endpoint') {
    return [say('It is denied where it leaves its source (egress), so it never arrives and ingress is not asked.')]
  }
  if (first.exempt === 'loopback') return []
  if (trace.legs.length === 1) {
    const other = first.direction === 'egress' ? 'destination' : 'source'
    return [say(`It is judged once, on ${first.direction}: no policy applies at its ${other}.`)]
  }
  const both = 'It is judged where it leaves its source (egress) and where it reaches its destination (ingress)'
  if (trace.legs.length === 2 && trace.legs.every((leg) => leg.stage === 'workload'))
    return [say(`${both}: both must allow it.`)]
  return [
    say(`It is judged ${trace.legs.length} times, at pods and at the host endpoints on its way: all must allow it.`),
  ]
}

function legThoughts(scene: Scene, told: Told): readonly Thought[] {
  const leg = legOf(scene, told)
  if (leg === null) return []
  const { endpoint, direction } = names(scene, told)
  const before = told.leg === null || told.leg === 0 ? [] : [say('So far it was allowed. Now the next judgement.')]
  const question = stageQuestion[leg.stage](endpoint, direction)
  const how = say(
    `Tiers are asked in order. In each, only policies count that select ${endpoint} and govern ${direction}; their rules are tried from the top, and the first that matches decides.`,
  )
  return [...before, say(question), how]
}

const stageQuestion = {
  workload: (endpoint, direction) =>
    direction === 'egress' ? `Egress: may ${endpoint} send this?` : `Ingress: may ${endpoint} receive this?`,
  host: (endpoint, direction) =>
    direction === 'egress'
      ? `Egress: may the host of ${endpoint} send this?`
      : `Ingress: may the host of ${endpoint} receive this?`,
  forward: (endpoint) =>
    `Forwarded traffic: may this pass through the host of ${endpoint}? Only policies with applyOnForward are asked.`,
  'pre-dnat': (endpoint) =>
    `Before address translation: preDNAT policies of ${endpoint} see the address and port that were called.`,
  untracked: (endpoint) => `Before connection tracking: doNotTrack policies of ${endpoint} are asked first.`,
} satisfies Record<string, (endpoint: string, direction: string) => string>

function tierThoughts(scene: Scene, told: Told): readonly Thought[] {
  const { endpoint, direction } = names(scene, told)
  const tier = tierName(told)
  const asked = policiesAsked(scene, told)
  const action = endAction(scene, told)
  const who =
    asked.length === 1 ? `${policyWords(asked[0] as PolicyRef)} selects` : `${countOf(asked.length, 'policy')} select` // of one entry, the first
  return [
    say(`Tier ${tier} is entered: ${who} ${endpoint} and ${asked.length === 1 ? 'governs' : 'govern'} ${direction}.`),
    [
      span(
        'If none of their rules matches, the end of the tier '.replace('their', asked.length === 1 ? 'its' : 'their'),
      ),
      span(action === 'Deny' ? 'denies' : 'passes', roleOf(action)),
      span(
        action === 'Deny'
          ? ': that is its default action.'
          : ' the connection on to the next tier: that is its default action.',
      ),
    ],
  ]
}

/** The policies of the tier that take part: they select the endpoint and govern the direction. */
function policiesAsked(scene: Scene, told: Told): readonly PolicyRef[] {
  const leg = legOf(scene, told)
  return (leg?.steps ?? []).flatMap((step) => {
    const takesPart = step.type === 'policy-missed' || step.type === 'rule-matched'
    return takesPart && step.policy.tier === told.tier ? [step.policy] : []
  })
}

function noRules(scene: Scene, told: Told, ref: PolicyRef): readonly Thought[] {
  const { endpoint, direction } = names(scene, told)
  return [
    say(
      `${policyWords(ref)} selects ${endpoint} and governs ${direction}, but has no ${direction} rules: nothing it holds can match.`,
    ),
    say('It still brings the connection into the tier, so the end of the tier counts.'),
  ]
}

function passThoughts(scene: Scene, told: Told, telling: Extract<Telling, { type: 'pass' }>): readonly Thought[] {
  const rest =
    telling.left.length === 0
      ? ''
      : ` After it, ${wordList(telling.left.map(policyWords))} ${telling.left.length === 1 ? 'is' : 'are'} not asked, and`
  const tail =
    telling.left.length === 0
      ? ' Its default action does not count.'
      : `${rest} the default action of the tier does not count.`
  return [say(`The connection leaves tier ${tierName(told)} undecided.${tail}`), say(nextWords(scene, told))]
}

/** Where the walk goes from here. */
function nextWords(scene: Scene, told: Told): string {
  const next = scene.told[scene.told.indexOf(told) + 1]
  if (next === undefined) return ''
  if (next.telling.type === 'tier') return `Next: tier ${tierName(next)}.`
  if (next.telling.type === 'tier-skipped') return `Next: tier ${tierName(next)}, which is passed over.`
  return next.telling.type === 'leg-passed' ? 'That was the last tier.' : 'That was the last tier: the profiles decide.'
}

function endThoughts(scene: Scene, told: Told, telling: Extract<Telling, { type: 'end-of-tier' }>): readonly Thought[] {
  const { endpoint, direction } = names(scene, told)
  const asked = policiesAsked(scene, told)
  const who = wordList(asked.map(policyWords))
  const one = asked.length === 1
  const start = `${who} ${one ? 'selects' : 'select'} ${endpoint} for ${direction}, so tier ${tierName(told)} had to decide, and none of ${one ? 'its' : 'their'} rules matched. `
  if (telling.action === 'Pass') {
    return [
      [span(start), span('Pass', 'pass'), span(' is the default action of the tier: the next one is asked.')],
      say(nextWords(scene, told)),
    ]
  }
  const named = scene.trace.scope === 'enforced' ? telling.last : telling.first
  return [
    [
      span(start),
      span('Deny', 'deny'),
      span(' is the default action of the tier: what its policies do not allow ends here.'),
    ],
    say(
      `This is the implicit deny. Flow logs name it as the end of the tier, with ${policyWords(named)} as its trigger.`,
    ),
  ]
}

function profileThoughts(
  scene: Scene,
  told: Told,
  telling: Extract<Telling, { type: 'profile' | 'no-profile' }>,
): readonly Thought[] {
  const { endpoint } = names(scene, told)
  const start = say('No tier decided, so the profiles of the endpoint do: they come after the last tier.')
  if (telling.type === 'no-profile')
    return [start, [span(`No profile of ${endpoint} allows it: `), span('Deny', 'deny'), span('.')]]
  if (telling.action === 'Deny') return [start, say(`Profile ${telling.profile} denies it.`)]
  const made = /^kns\.(.+)$/s.exec(telling.profile)
  const from =
    made === null
      ? `Profile ${telling.profile} allows it.`
      : `Profile ${telling.profile} stands for namespace ${made[1]}. It allows everything: what no policy decides is allowed.`
  return [start, say(from)]
}

function verdictThoughts(trace: Trace): readonly Thought[] {
  return [[span(`${verdictSentence(trace)}.`, 'strong')]]
}

/** The staged policies that a leg meets and that would take part if they were enforced. */
export function stagedMet(trace: Trace, leg: number): readonly PolicyRef[] {
  return (trace.legs[leg]?.steps ?? []).flatMap((step) =>
    step.type === 'policy-skipped' && step.because === 'staged' ? [step.policy] : [],
  )
}

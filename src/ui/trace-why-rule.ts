import { assumptionOf, policyAt, type Scene } from '../store/trace-scene.ts'
import type { Telling, Told } from '../store/trace-told.ts'
import { roleOf, span } from '../text/styled.ts'
import { policyWords } from '../text/verdict.ts'
import { fieldWords } from '../text/words.ts'
import { hasWords, missedCriterion } from './trace-criteria.ts'
import { names, say, type Thought } from './trace-thought.ts'

/** What came of a rule that was tried, and why. */
export function ruleThoughts(
  scene: Scene,
  told: Told,
  telling: Extract<Telling, { type: 'rule' }>,
): readonly Thought[] {
  const { direction } = names(scene, told)
  if (telling.miss === null) return [matched(telling.outcome, direction, telling.rule)]
  const action = policyAt(scene, telling.policy)?.[direction]?.[telling.rule]?.action
  const would = action === undefined ? `Rule ${telling.rule}` : `Rule ${telling.rule} would ${verbs[action]}`
  const criterion = missedCriterion(scene, told, { policy: telling.policy, miss: telling.miss })
  const has = criterion === null ? telling.miss.has : hasWords(criterion)
  const field = span(fieldWords(telling.miss.field), 'strong')
  const assumed = assumptionOf(scene, told)
  const thoughts: Thought[] =
    assumed === null
      ? [[span(`${would}, but not this: it wants the `), field, span(` to be ${telling.miss.wants}; it is ${has}.`)]]
      : [
          [span(`${would} this if the `), field, span(` were ${telling.miss.wants}. Nobody said so: it is ${has}.`)],
          [
            span('Unknown', 'unknown'),
            span(`: taken as ${assumed.taken}; otherwise the verdict would be `),
            span(assumed.otherwise, roleOf(assumed.otherwise)),
            span('.'),
          ],
        ]
  if (telling.last)
    thoughts.push(
      say(`None of the rules of ${policyWords(telling.policy)} matches. On to what comes next in the tier.`),
    )
  return thoughts
}

const verbs = { Allow: 'allow', Deny: 'deny', Pass: 'pass', Log: 'log' } as const

function matched(outcome: 'missed' | 'Allow' | 'Deny' | 'Pass' | 'Log', direction: string, rule: number): Thought {
  switch (outcome) {
    case 'Allow':
      return [
        span(`Rule ${rule} matches: all it asks for is met. `),
        span('Allow', 'allow'),
        span(` settles ${direction}: no later rule, policy or tier is asked.`),
      ]
    case 'Deny':
      return [
        span(`Rule ${rule} matches: all it asks for is met. `),
        span('Deny', 'deny'),
        span(' ends it: the connection is dropped here.'),
      ]
    case 'Pass':
      return [span(`Rule ${rule} matches. `), span('Pass', 'pass'), span(' leaves the decision to a later tier.')]
    case 'Log':
      return [
        span(`Rule ${rule} matches. `),
        span('Log', 'log'),
        span(' only notes the connection: the next rule is tried.'),
      ]
    case 'missed':
      return say(`Rule ${rule} does not match.`)
  }
}

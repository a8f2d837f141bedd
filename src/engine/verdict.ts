import type { Leg, Step } from '../model/trace.ts'

/** The step that gives a leg its verdict: an exemption before all others, else the last rule, end of tier or profile that spoke. */
export function decidingStep(leg: Leg): Step {
  const spoke = leg.steps.filter(
    ({ type }) => type === 'rule-matched' || type === 'end-of-tier' || type === 'profile' || type === 'no-profile',
  )
  const step = leg.steps.find(({ type }) => type === 'exempt') ?? spoke.at(-1)
  if (step === undefined) throw new Error(`nothing decides ${leg.direction} at ${leg.endpoint}`)
  return step
}

import type { Ask } from './ask.ts'

/** Whether a criterion or a rule holds; `unknown` where the connection does not say what is asked. */
export type Answer = 'yes' | 'no' | 'unknown'

/** Whether a connection meets one criterion of one rule. */
export type Test = (ask: Ask) => Answer

/** Yes for true, no for false. */
export function said(holds: boolean): Answer {
  return holds ? 'yes' : 'no'
}

/** The opposite answer; what is unknown stays so. */
export function not(answer: Answer): Answer {
  return answer === 'unknown' ? 'unknown' : said(answer === 'no')
}

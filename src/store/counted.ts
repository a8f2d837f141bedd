import { countedNoun } from '../text/counted.ts'
import type { State } from './state.ts'

/** What the flows on screen are counted in, in one word. */
export function nounOf({ flows }: Pick<State, 'flows'>): 'connection' | 'record' {
  return countedNoun(flows?.all.told.connections !== false)
}

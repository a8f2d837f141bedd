import type { Scope } from '../model/connection.ts'
import { type Invocation, ownText } from './options.ts'

/** The scopes `--scope` may name. */
export type ScopeChoice = Scope | 'both'

/** The scope that was asked for. */
export function scopeOf(invocation: Invocation): ScopeChoice {
  const scope = ownText(invocation, 'scope')
  return scope === 'pending' || scope === 'both' ? scope : 'enforced'
}

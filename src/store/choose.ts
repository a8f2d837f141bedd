import { didYouMean } from '../text/nearest.ts'
import { type Choice, choicesOf, noNamespace, typedChoice } from './choices.ts'
import type { Effect } from './effect.ts'
import { initialBoard } from './initial.ts'
import type { State } from './state.ts'
import { withToast } from './update.ts'

const mostNamed = 12

/** The state with a namespace taken for short names, which is told, or with another context about to be opened. */
export function choose(state: State, { of, name }: Choice): readonly [State, readonly Effect[]] {
  if (of === 'contexts') return [{ ...state, views: [initialBoard] }, [{ type: 'connect', context: name }]]
  const namespace = name === noNamespace ? null : name
  const words = namespace === null ? 'names are written in full now' : `short names are those of ${namespace} now`
  return withToast({ ...state, settings: { ...state.settings, namespace } }, 'info', words)
}

/** What `ctx NAME` or `ns NAME` in the palette names, where no such context or namespace is there: the nearest one, or those there are; null
 * for any other text. */
export function noSuchChoice(state: State, text: string): string | null {
  const typed = typedChoice(text)
  if (typed === null) return null
  const { of, name } = typed
  const all = choicesOf(state, of).filter((each) => each !== noNamespace)
  const what = of === 'contexts' ? 'context' : 'namespace'
  if (of === 'contexts' && state.source.live === null) return 'this is a snapshot: it has no contexts'
  const near = didYouMean(name, all)
  const rest = all.length > mostNamed ? ` and ${all.length - mostNamed} more` : ''
  return `there is no ${what} \`${name.trim()}\`${near === '' ? `; there are ${all.slice(0, mostNamed).join(', ')}${rest}` : near}`
}

import type { Effect } from './effect.ts'
import { boardCounts, contextColors, type Settings, type State, themeNames } from './state.ts'

/** What is remembered of a context: how one looks at it. */
export type ContextSettings = Pick<Settings, (typeof remembered)[number]>

const remembered = ['showStaged', 'counts', 'namespace', 'unfolded', 'theme', 'color'] as const

/** What is remembered, by the name of the context. */
export type KnownContexts = ReadonlyMap<string, ContextSettings>

const mostNames = 1000

/** The settings of a context that a file holds; null for what cannot be. Each that is missing or wrong is as usual. */
export function contextSettingsOf(value: unknown, usual: Settings): ContextSettings | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { showStaged, counts, namespace, unfolded, theme, color } = value as Readonly<Record<string, unknown>> // any object
  const names = Array.isArray(unfolded) ? unfolded.filter((name) => typeof name === 'string') : []
  return {
    showStaged: typeof showStaged === 'boolean' ? showStaged : usual.showStaged,
    counts: boardCounts.find((name) => name === counts) ?? usual.counts,
    namespace: typeof namespace === 'string' ? namespace : usual.namespace,
    unfolded: names.slice(0, mostNames),
    theme: themeNames.find((name) => name === theme) ?? usual.theme,
    color: contextColors.find((name) => name === color) ?? usual.color,
  }
}

/** The state with the settings of the context that is open, or those the program started with. A namespace of the command line goes
 * before the one that is remembered. */
export function withContextSettings(state: State): State {
  const { given, settings, source, contexts } = state
  const known = (source.live === null ? undefined : contexts.get(source.live.context)) ?? settingsOf(given)
  const namespace = given.namespace ?? known.namespace
  return { ...state, settings: { ...settings, ...known, namespace } }
}

function settingsOf({ showStaged, counts, namespace, unfolded, theme, color }: Settings): ContextSettings {
  return { showStaged, counts, namespace, unfolded, theme, color }
}

/** The state after a change, and the Effect that keeps the settings of its context, where they are what changed. */
export function remembering(before: State, [after, effects]: readonly [State, readonly Effect[]]): [State, Effect[]] {
  const context = after.source.live?.context ?? null
  const isSame = before.settings === after.settings || context !== (before.source.live?.context ?? null)
  if (context === null || isSame) return [after, [...effects]]
  const settings = settingsOf(after.settings)
  if (remembered.every((name) => after.settings[name] === before.settings[name])) return [after, [...effects]]
  const contexts = new Map([...after.contexts, [context, settings]])
  return [{ ...after, contexts }, [...effects, { type: 'remember-context', context, settings }]]
}

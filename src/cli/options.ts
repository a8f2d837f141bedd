import type { LiveFlowsSource } from '../model/live-flows.ts'
import type { World } from './world.ts'

/** In which form results are printed. */
export type OutputForm = 'text' | 'json' | 'yaml' | 'jsonl' | 'csv'
export const outputForms: readonly OutputForm[] = ['text', 'json', 'yaml', 'jsonl', 'csv']

export type ColorChoice = 'auto' | 'never' | '16' | '256' | 'true'
export const colorChoices: readonly ColorChoice[] = ['never', '16', '256', 'true']

/** Where the flows of a live cluster come from, or `off` for none. */
export type LiveFlowsChoice = LiveFlowsSource | 'off'
export const liveFlowsChoices: readonly LiveFlowsChoice[] = ['whisker', 'goldmane', 'off']

/** The options every command has, as given; null or empty where not given. */
export interface GlobalOptions {
  readonly context: string | null
  readonly kubeconfig: string | null
  readonly snapshots: readonly string[]
  readonly flows: readonly string[]
  readonly namespace: string | null
  readonly output: OutputForm | null
  readonly color: ColorChoice
  /** Signs of ASCII alone, on screen and in text. */
  readonly ascii: boolean
  /** Of the terminal UI: the mouse on from the start, sentences instead of a screen. */
  readonly mouse: boolean
  readonly plain: boolean
  readonly as: string | null
  readonly asGroups: readonly string[]
  readonly requestTimeout: string | null
  /** Null stands for `whisker`. */
  readonly liveFlows: LiveFlowsChoice | null
  readonly write: boolean
}

/** One command line, read: the command's name, its arguments, its own options by long name, and those of every command. */
export interface Invocation {
  readonly command: string
  readonly arguments: readonly string[]
  readonly own: Readonly<Record<string, unknown>>
  readonly global: GlobalOptions
}

/** The text of an option of the command itself, or null. */
export function ownText(invocation: Invocation, name: string): string | null {
  const value = invocation.own[name]
  return typeof value === 'string' ? value : null
}

/** A command: gives the exit code. */
export type CommandRun = (invocation: Invocation, world: World) => Promise<number>

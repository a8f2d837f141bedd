import { legOf, type Scene } from '../store/trace-scene.ts'
import type { Told } from '../store/trace-told.ts'
import { type Line, span } from '../text/styled.ts'
import { endpointName } from './trace-names.ts'

/** One thought of an explanation: a paragraph on screen. */
export type Thought = Line

/** Who a step is about. */
export interface Names {
  /** The endpoint's name without its namespace. */
  readonly endpoint: string
  readonly direction: 'ingress' | 'egress'
}

/** Who a step is about. */
export function names(scene: Scene, told: Told): Names {
  const leg = legOf(scene, told)
  return { endpoint: endpointName(leg?.endpoint ?? ''), direction: leg?.direction ?? 'egress' }
}

/** A thought in plain words. */
export function say(text: string): Thought {
  return [span(text)]
}

/** The tier of a step; empty outside the tiers. */
export function tierName(told: Told): string {
  return told.tier ?? ''
}

/** The text with a capital at its beginning. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

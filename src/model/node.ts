import type { Labels } from './selector.ts'

/** A node of the cluster. `addresses` are canonical texts, those by which it talks to pods first. */
export interface Node {
  readonly name: string
  readonly labels: Labels
  readonly addresses: readonly string[]
}

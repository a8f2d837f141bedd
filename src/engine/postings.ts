import type { Policy } from '../model/policy.ts'
import { type LabelRestriction, labelRestrictions } from '../model/selector-restrictions.ts'
import type { Shape } from './shapes.ts'

/**
 * Finds the shapes that may satisfy a selector by the label value it cannot do without: label -> value -> the shapes having it.
 * A selector with no such label scans all shapes.
 */
export class Postings {
  private readonly byLabel = new Map<string, Map<string, Shape[]>>()
  private readonly all: readonly Shape[]

  constructor(shapes: Iterable<Shape>) {
    this.all = [...shapes]
    for (const shape of this.all) {
      for (const [label, value] of shape.labels) {
        const values = this.byLabel.get(label) ?? new Map<string, Shape[]>()
        this.byLabel.set(label, values)
        const list = values.get(value)
        if (list === undefined) values.set(value, [shape])
        else list.push(shape)
      }
    }
  }

  /** Shapes among which are all that a policy selects: the shortest of the lists its selector allows. */
  candidates(policy: Policy): readonly Shape[] {
    let best: readonly (readonly Shape[])[] = [this.all]
    let least = this.all.length
    for (const [label, restriction] of labelRestrictions(policy.appliesTo)) {
      const lists = this.lists(label, restriction)
      const size = lists?.reduce((sum, list) => sum + list.length, 0) ?? least
      if (lists === null || size >= least) continue
      best = lists
      least = size
    }
    return best.length === 1 ? (best[0] ?? []) : best.flat()
  }

  private lists(label: string, restriction: LabelRestriction): readonly (readonly Shape[])[] | null {
    const values = this.byLabel.get(label)
    if (!restriction.mustBePresent) return null
    if (values === undefined) return []
    if (restriction.oneOf === null) return [...values.values()]
    return restriction.oneOf.map((value) => values.get(value) ?? [])
  }
}

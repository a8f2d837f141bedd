import type { Policy } from '../model/policy.ts'
import { concerns, selects } from './policy-table.ts'
import { Postings } from './postings.ts'
import type { Shape, ShapeKind, Slice } from './shapes.ts'

/** The slices of an index, by namespace. */
export type Slices = ReadonlyMap<string, Slice>

/** Which shapes each policy applies to. What was found out once is used again in the next index: while endpoints come and go in
 * shapes that are known nothing is asked anew, and of new shapes only these. */
export class ShapeTable {
  private readonly slices: Slices
  private readonly found: WeakMap<Policy, readonly ShapeKind[]>
  private readonly before: Before | null
  private readonly counts = new WeakMap<Policy, number>()
  private postings: Postings<ShapeKind> | null

  constructor(slices: Slices, previous: ShapeTable | null) {
    const came = previous === null ? [] : lacking(slices, previous.slices)
    const gone = previous === null ? [] : lacking(previous.slices, slices)
    const isSame = came.length === 0 && gone.length === 0
    this.slices = slices
    this.found = isSame && previous !== null ? previous.found : new WeakMap()
    this.postings = isSame ? (previous?.postings ?? null) : null
    if (isSame || previous === null) this.before = previous?.before ?? null
    // What the one before had from the one before that is given up: only policies that nobody looked at lose by it.
    else this.before = { found: previous.found, came: new Postings(came), gone: new Set(gone) }
  }

  /** How many endpoints a policy applies to. */
  countOf(policy: Policy): number {
    const known = this.counts.get(policy)
    if (known !== undefined) return known
    const count = this.shapesOf(policy).reduce((sum, { endpoints }) => sum + endpoints.length, 0)
    this.counts.set(policy, count)
    return count
  }

  /** The shapes a policy applies to. */
  shapesOf(policy: Policy): readonly Shape[] {
    return this.kindsOf(policy).map((kind) => {
      const shape = this.slices.get(kind.place)?.shapes.get(kind.key)
      if (shape === undefined) throw new Error(`the index has no endpoints of a shape in ${kind.place}`)
      return shape
    })
  }

  private kindsOf(policy: Policy): readonly ShapeKind[] {
    const known = this.found.get(policy)
    if (known !== undefined) return known
    const kinds = this.changed(policy) ?? this.search(policy)
    this.found.set(policy, kinds)
    return kinds
  }

  private changed(policy: Policy): readonly ShapeKind[] | null {
    const { before } = this
    const known = before?.found.get(policy)
    if (before === null || known === undefined) return null
    return [...known.filter((kind) => !before.gone.has(kind)), ...appliesTo(policy, before.came)]
  }

  private search(policy: Policy): readonly ShapeKind[] {
    this.postings ??= new Postings([...this.slices.values()].flatMap(kindsIn))
    return appliesTo(policy, this.postings)
  }
}

/** What the table of before had found, and how its shapes differ from those of now. */
interface Before {
  readonly found: WeakMap<Policy, readonly ShapeKind[]>
  readonly came: Postings<ShapeKind>
  readonly gone: ReadonlySet<ShapeKind>
}

function appliesTo(policy: Policy, kinds: Postings<ShapeKind>): readonly ShapeKind[] {
  return kinds.candidates(policy.appliesTo).filter((kind) => concerns(policy, kind.type) && selects(policy, kind))
}

/** The kinds that some slices have and others lack. Cost: the slices that differ. */
function lacking(these: Slices, others: Slices): readonly ShapeKind[] {
  return [...these].flatMap(([place, slice]) => {
    const other = others.get(place)
    if (other === slice) return []
    return kindsIn(slice).filter((kind) => other?.shapes.get(kind.key)?.kind !== kind)
  })
}

function kindsIn(slice: Slice): readonly ShapeKind[] {
  return Array.from(slice.shapes.values(), ({ kind }) => kind)
}

import type { Change } from '../../model/cluster.ts'
import { record } from './record.ts'

/** A new list being taken in. */
export interface Relist {
  page(objects: readonly unknown[]): readonly Change[]
  end(): readonly Change[]
}

/** Turns objects that come, change and go into Changes: it remembers what each object set, so that what an object no longer is (a
 * pod that finished) is removed, and nothing depends on the order or the number of times things are told. */
export class ObjectTracker {
  readonly #decode: (object: unknown) => readonly Change[]
  /** By object: its resource version, then the keys of what it set, as `TYPE KEY`, `=` for the name of the object itself; joined by
   * line feeds. */
  #known = new Map<string, string>()
  readonly #sample = new Map<string, Change>()

  constructor(decode: (object: unknown) => readonly Change[]) {
    this.#decode = decode
  }

  get size(): number {
    return this.#known.size
  }

  put(object: unknown): readonly Change[] {
    return this.#put(object, this.#known, this.#known)
  }

  remove(object: unknown): readonly Change[] {
    const name = objectName(object)
    const removed = this.#removals(name, this.#known.get(name), new Set())
    this.#known.delete(name)
    return removed
  }

  /** What takes back all that was set. */
  clear(): readonly Change[] {
    const known = [...this.#known]
    this.#known = new Map()
    return known.flatMap(([name, keys]) => this.#removals(name, keys, new Set()))
  }

  /** Take in a whole new list, page by page: `page` gives the changes of a page, `end` the removals of what the list lacks. A list
   * that is given up leaves in force what was known. `streams` is for the first list: what it gives is used at once and stays. */
  relist(streams: boolean): Relist {
    const before = this.#known
    if (streams) return { page: (objects) => objects.flatMap((one) => this.put(one)), end: () => [] }
    const listed = new Map<string, string>()
    const take = (object: unknown) => {
      const name = objectName(object)
      const known = before.get(name)
      const version = versionOf(object)
      if (known !== undefined && version !== '' && known.startsWith(`${version}\n`)) {
        listed.set(name, known)
        return []
      }
      return this.#put(object, before, listed)
    }
    return {
      page: (objects) => objects.flatMap(take),
      end: () => {
        const removed: Change[] = []
        for (const [name, keys] of before) if (!listed.has(name)) removed.push(...this.#removals(name, keys, new Set()))
        this.#known = listed
        return removed
      },
    }
  }

  #put(object: unknown, before: ReadonlyMap<string, string>, into: Map<string, string>): readonly Change[] {
    const name = objectName(object)
    const changes = this.#decode(object)
    const keys = changes.filter((change) => change.value !== null || change.problems.length > 0).map(keyOf)
    for (const change of changes) if (!this.#sample.has(change.type)) this.#sample.set(change.type, change)
    const removals = this.#removals(name, before.get(name), new Set(keys))
    // Joined, not put together piece by piece: that would keep the pieces.
    into.set(name, [versionOf(object), ...keys.map((key) => shortened(key, name))].join('\n'))
    return removals.length === 0 ? changes : [...removals, ...changes]
  }

  #removals(name: string, known: string | undefined, kept: ReadonlySet<string>): Change[] {
    if (known === undefined) return []
    return known.split('\n').flatMap((short) => {
      const key = lengthened(short, name)
      const sample = this.#sample.get(key.slice(0, key.indexOf(' ')))
      return sample === undefined || kept.has(key)
        ? []
        : [{ ...sample, key: key.slice(key.indexOf(' ') + 1), value: null, problems: [] }]
    })
  }
}

function shortened(key: string, name: string): string {
  return key.endsWith(` ${name}`) ? `${key.slice(0, -name.length)}=` : key
}

function lengthened(key: string, name: string): string {
  return key.endsWith(' =') ? `${key.slice(0, -1)}${name}` : key
}

function keyOf(change: Change): string {
  return `${change.type} ${change.key}`
}

function versionOf(object: unknown): string {
  const version = record(record(object).metadata).resourceVersion
  return typeof version === 'string' ? version : ''
}

function objectName(object: unknown): string {
  const { namespace, name } = record(record(object).metadata)
  return `${typeof namespace === 'string' ? namespace : ''}/${String(name)}`
}

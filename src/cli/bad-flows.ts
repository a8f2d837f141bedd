import type { Change } from '../model/cluster.ts'
import type { Problem } from '../model/problem.ts'
import type { BadFlow } from '../sources/flow-files.ts'
import { grouped } from '../text/list.ts'

/** So many records that could not be read are told one by one, then only how many more there are. */
const mostTold = 100

/** Records of flows that could not be read, as Problems among those of the cluster. */
export class BadFlows {
  readonly #told: BadFlow[] = []
  #count = 0

  add(bad: readonly BadFlow[]): void {
    this.#count += bad.length
    this.#told.push(...bad.slice(0, mostTold - this.#told.length))
  }

  /** Nothing where all could be read. */
  changes(): readonly Change[] {
    if (this.#count === 0) return []
    const problems = this.#told.map(problemOf)
    const more = this.#count - problems.length
    const last = this.#told.at(-1)?.origin ?? null
    const origin = last === null ? null : { ...last, line: null }
    if (more > 0) problems.push(problemOf({ origin, message: `${grouped(more)} more flow records could not be read` }))
    return [{ type: 'problems', key: 'flow records', value: null, form: 'v3', problems }]
  }
}

function problemOf({ origin, message }: BadFlow): Problem {
  return { severity: 'error', resource: null, origin, path: null, message }
}

import type { Cluster } from '../model/cluster.ts'
import { problemKey } from '../model/cluster-changes.ts'
import { type PolicyRef, policyKey } from '../model/policy.ts'
import type { Problem } from '../model/problem.ts'

/** Everything that is wrong in the input, in the order of the objects and files it concerns. */
export function allProblems(cluster: Pick<Cluster, 'problems'>): readonly Problem[] {
  return [...cluster.problems.keys()].sort().flatMap((key) => cluster.problems.get(key) ?? [])
}

/** The problems of one policy. */
export function problemsOf(cluster: Pick<Cluster, 'problems'>, policy: PolicyRef): readonly Problem[] {
  return cluster.problems.get(problemKey('policies', policyKey(policy))) ?? []
}

/** One problem in words: "policies.yaml:12: NetworkPolicy catfacts/db: spec.selector: expected `==` at column 5". */
export function problemText(problem: Problem): string {
  return [originText(problem), objectText(problem), problem.path, problem.message]
    .filter((part) => part !== null && part !== '')
    .join(': ')
}

/** What is wrong inside an object that the reader sees: without file and name. */
export function innerProblemText(problem: Problem): string {
  return problem.path === null ? problem.message : `${problem.path}: ${problem.message}`
}

function originText({ origin }: Problem): string | null {
  if (origin === null) return null
  if (origin.line !== null) return `${origin.file}:${origin.line}`
  return origin.document === null ? origin.file : `${origin.file}, document ${origin.document}`
}

function objectText({ resource }: Problem): string | null {
  if (resource === null || resource.kind === '') return null
  const name = resource.namespace === null ? resource.name : `${resource.namespace}/${resource.name}`
  return name === '' ? resource.kind : `${resource.kind} ${name}`
}

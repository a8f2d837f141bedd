import type { Cluster } from '../../src/model/cluster.ts'
import type { Connection, Scope } from '../../src/model/connection.ts'
import type { Trace } from '../../src/model/trace.ts'
import { clusterOf } from '../spec/scenario.ts'
import { randomCluster } from './random-cluster.ts'
import { randomConnection } from './random-connection.ts'

/** How many random clusters a law is tried on; `LAWS=5000` for a long run. */
export const clusters = Number(process.env.LAWS ?? 60)

/** The first seed; `SEED=4711` to look at one again. */
const firstSeed = Number(process.env.SEED ?? 1)

const perCluster = 6

/** One random cluster. */
export interface Sample {
  readonly seed: number
  readonly objects: readonly unknown[]
  readonly cluster: Cluster
}

/** One random connection in it. */
export interface Case extends Sample {
  readonly connection: Connection
  readonly scope: Scope
  /** Told on failure. */
  readonly name: string
}

export function* samples(count = clusters): Generator<Sample> {
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const objects = randomCluster(seed)
    yield { seed, objects, cluster: clusterOf(objects) }
  }
}

export function* casesOf(sample: Sample): Generator<Case> {
  for (let at = 0; at < perCluster; at += 1) {
    const connection = randomConnection(sample.cluster, sample.seed * 100 + at)
    for (const scope of ['enforced', 'pending'] as const) {
      yield { ...sample, connection, scope, name: `SEED=${sample.seed} connection ${at} ${scope}` }
    }
  }
}

/** A trace without the two texts of a miss, whose wording is free. */
export function withoutWords(trace: Trace): unknown {
  return JSON.parse(JSON.stringify(trace, (key, value) => (key === 'wants' || key === 'has' ? undefined : value)))
}

import { isObserved, planPods } from '../decode/planned-pods.ts'
import type { Change } from '../model/cluster.ts'
import { applyChanges, emptyCluster } from '../model/cluster-changes.ts'
import { visible } from '../model/visible.ts'
import { ObjectSink } from './object-sink.ts'
import { startPace } from './pace.ts'
import { readSnapshotFile } from './snapshot-content.ts'

export type { SnapshotEvent } from './snapshot-event.ts'
export { listBundled } from './snapshot-files.ts'

import { SnapshotError, type SnapshotEvent } from './snapshot-event.ts'
import { findFiles, type SnapshotFile, type SnapshotFiles, whyNot } from './snapshot-files.ts'

/** How a snapshot is opened. */
export interface SnapshotOptions {
  /** Ends reading at once: the iteration then throws the signal's reason. */
  readonly signal: AbortSignal | null
  /** The folder of the bundled snapshots. */
  readonly bundled: string
  /** What is looked for, for the words of messages; what else is found is told all the same. */
  readonly wanted?: 'cluster' | 'flows'
}

/**
 * Reads clusters from files and folders, `-` being standard input, and merges them: a later object replaces an earlier one.
 *
 * What is malformed is a Problem among the Changes. A path that is not there, cannot be read or holds no object fails with a
 * SnapshotError, after everything that could be told was told.
 */
export async function* openSnapshot(
  paths: readonly string[],
  options: SnapshotOptions,
): AsyncGenerator<SnapshotEvent, void, void> {
  const found: { readonly path: string; readonly files: SnapshotFiles }[] = []
  for (const path of paths) found.push({ path, files: await findFiles(path, options.bundled) })
  const reader = new SnapshotReader(
    found.flatMap(({ files }) => files.files),
    options,
  )
  const empty: string[] = []
  for (const { path, files } of found) {
    const before = reader.startPath()
    for (const { name, message } of files.passedOver) reader.problem(name, message)
    for (const file of files.files) yield* reader.read(file)
    if (reader.answers === before) empty.push(nothingIn(path, files, reader))
  }
  yield* reader.end()
  if (empty.length > 0) throw new SnapshotError(empty.join('; '))
  if (reader.isEmpty) throw new SnapshotError(`${reader.wanted.none} in it: every list is empty`)
}

/** Batches of Changes grow with what was read: handing over every slice alone would copy the growing cluster each time. */
const firstBatch = 200

/** What is looked for in files, in words. */
interface Wanted {
  readonly none: string
  /** One value. */
  readonly value: string
  readonly form: string
}

const wantedCluster: Wanted = {
  none: 'no object of a cluster',
  value: 'an object with `kind` and `apiVersion`',
  form: 'expected YAML or JSON such as `kubectl get -o yaml` prints',
}

/** What files of flows hold, in words. */
export const wantedFlows: Wanted = {
  none: 'no flow log',
  value: 'a flow log',
  form: 'expected those of Whisker, Goldmane or Calico Enterprise as JSON, or what `calico-node -flows` prints',
}

class SnapshotReader {
  readonly #sink: ObjectSink
  readonly #pace
  readonly #signal: AbortSignal | null
  readonly #bytesTotal: number | null
  #bytesRead = 0
  #handedOver = 0
  /** Files that could not be read, or not to their end, and why. */
  readonly failures = new Map<string, string>()
  /** All Changes, to plan pods from in the end. */
  readonly #all: Change[] = []

  /** What is looked for. */
  readonly wanted: Wanted

  constructor(files: readonly SnapshotFile[], { signal, wanted }: SnapshotOptions) {
    this.wanted = wanted === 'flows' ? wantedFlows : wantedCluster
    this.#sink = new ObjectSink(this.wanted.value)
    this.#signal = signal
    this.#pace = startPace(signal)
    const sizes = files.map(({ bytes }) => bytes)
    this.#bytesTotal = sizes.some((size) => size === null)
      ? null
      : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
  }

  /** How much was found so far that answers for a cluster: objects, flow logs, lists without items. */
  get answers(): number {
    return this.#sink.objects + this.#sink.flowCount + this.#sink.emptyLists
  }

  /** The first Problem of a file of the path being read. */
  get firstProblem(): string | null {
    return this.#sink.firstProblem
  }

  /** The files of a path begin; gives the answers so far. */
  startPath(): number {
    this.#sink.firstProblem = null
    return this.answers
  }

  get isEmpty(): boolean {
    return this.#sink.objects + this.#sink.flowCount === 0
  }

  problem(file: string, message: string): void {
    this.#sink.problem({ file, document: null, line: null }, message)
  }

  /** Reads a file. One that cannot be read is a Problem. */
  async *read(file: SnapshotFile): AsyncGenerator<SnapshotEvent, void, void> {
    this.#signal?.throwIfAborted()
    const context = {
      sink: this.#sink,
      pace: this.#pace,
      signal: this.#signal,
      countBytes: (bytes: number) => {
        this.#bytesRead += bytes
      },
    }
    try {
      for await (const _ of readSnapshotFile(file, context)) {
        yield* this.#handOver(file.name, false)
        await this.#pace.rest()
      }
    } catch (error) {
      this.#signal?.throwIfAborted()
      this.failures.set(file.name, whyNot(error))
      this.problem(file.name, whyNot(error))
    }
    yield* this.#handOver(file.name, false)
  }

  /** Hands over the rest, with the pods that are planned for workloads without any. */
  async *end(): AsyncGenerator<SnapshotEvent, void, void> {
    yield* this.#handOver('', true)
    const { workloads, hasPods } = this.#sink
    if (workloads.length === 0 || isObserved(workloads, hasPods)) return
    const planned = planPods(workloads, applyChanges(emptyCluster, this.#all))
    if (planned.length > 0) yield { type: 'changes', changes: planned }
  }

  *#handOver(file: string, isLast: boolean): Generator<SnapshotEvent, void, void> {
    const flows = this.#sink.takeFlows()
    if (flows.length > 0) yield { type: 'flows', file, records: flows }
    if (this.#sink.pendingChanges >= Math.max(isLast ? 1 : firstBatch, isLast ? 1 : this.#handedOver / 2)) {
      const changes = this.#sink.takeChanges()
      this.#handedOver += changes.length
      for (const change of changes) this.#all.push(change)
      yield { type: 'changes', changes }
    }
    if (isLast) return
    const { objects } = this.#sink
    yield { type: 'progress', bytesRead: this.#bytesRead, bytesTotal: this.#bytesTotal, objects, file }
  }
}

function nothingIn(path: string, { files }: SnapshotFiles, reader: SnapshotReader): string {
  const name = path === '-' ? 'standard input' : `\`${visible(path)}\``
  const only = files.length === 1 ? reader.failures.get(files[0]?.name ?? '') : undefined
  if (only !== undefined) return `${name}: ${only}`
  if (files.length === 0) return `${name}: no file in it that ends in .yaml, .yml, .json, .jsonl or .ndjson`
  const why = files.length === 1 ? reader.firstProblem : null
  return `${name}: ${reader.wanted.none} in it: ${why ?? reader.wanted.form}`
}

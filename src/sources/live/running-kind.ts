import type { Change } from '../../model/cluster.ts'
import type { Problem } from '../../model/problem.ts'
import type { ApiClient } from './api-client.ts'
import type { ApiError } from './api-error.ts'
import { safeText } from './api-error.ts'
import type { Gathered } from './gathered.ts'
import { pathOf, type WatchedKind } from './kinds.ts'
import { ObjectTracker } from './object-tracker.ts'
import { record } from './record.ts'
import { type ListSink, Reflector } from './reflector.ts'
import type { RequestLimits } from './request-limits.ts'
import { Sharing } from './sharing.ts'

/** A kind that is being followed. */
export interface RunningKind {
  readonly kind: WatchedKind
  readonly resource: string
  readonly reflector: Reflector
  readonly tracker: ObjectTracker
  readonly done: Promise<void>
  stop(): void
}

/** What all kinds of a session share. */
export interface KindContext {
  readonly client: ApiClient
  readonly decode: (object: unknown) => readonly Change[]
  /** Null for all namespaces. */
  readonly namespace: string | null
  /** Where to look when all namespaces are forbidden, or null. */
  readonly homeNamespace: string | null
  readonly gathered: Gathered
  readonly limits: RequestLimits
  readonly trouble: (error: ApiError) => void
  readonly now: () => number
  readonly random: () => number
  readonly signal: AbortSignal
}

/** Start to follow a kind. What `predecessor` knew of it stays in force until the first list is in. */
export function startKind(
  kind: WatchedKind,
  resource: string,
  predecessor: ObjectTracker | null,
  context: KindContext,
): RunningKind {
  const { gathered, namespace, homeNamespace } = context
  const sharing = new Sharing()
  const tracker = new ObjectTracker((object) => decoded(object, context.decode).map((change) => sharing.shared(change)))
  let before = predecessor
  const own = new AbortController()
  const placeIn = (place: string | null) => ({ path: pathOf(resource, place), namespace: place })
  const reflector = new Reflector({
    ...context,
    place: placeIn(kind.namespaced ? namespace : null),
    fallback: kind.namespaced && namespace === null && homeNamespace !== null ? placeIn(homeNamespace) : null,
    query: kind.query,
    sink: {
      put: (object) => gathered.changes(tracker.put(object)),
      remove: (object) => gathered.changes(tracker.remove(object)),
      list: () =>
        listInto(tracker, gathered, before, () => {
          before = null
        }),
      status: (status) => own.signal.aborted || gathered.status(kind.name, status),
      trouble: context.trouble,
    },
  })
  const done = reflector.run(AbortSignal.any([context.signal, own.signal]))
  return { kind, resource, reflector, tracker, done, stop: () => own.abort() }
}

/** The first list is shown as it comes; a later one changes the screen all at once. */
function listInto(
  tracker: ObjectTracker,
  gathered: Gathered,
  predecessor: ObjectTracker | null,
  onEnd: () => void,
): ListSink {
  const streams = tracker.size === 0 && predecessor === null
  const relist = tracker.relist(streams)
  const held: Change[] = []
  return {
    page: (objects) => {
      const changes = relist.page(objects)
      if (streams) gathered.changes(changes)
      else held.push(...changes)
    },
    end: () => {
      gathered.changes([...(predecessor?.clear() ?? []), ...held, ...relist.end()])
      onEnd()
    },
  }
}

/** An object that breaks its decoder is a problem of that object, and of nothing else. */
function decoded(object: unknown, decode: KindContext['decode']): readonly Change[] {
  try {
    return decode(object)
  } catch (cause) {
    const { kind, metadata } = record(object)
    const { namespace, name } = record(metadata)
    const key = safeText([kind, namespace, name].filter((part) => typeof part === 'string').join('/'), 200)
    const message = `${key} cannot be understood: ${safeText(String(cause))}`
    const problem: Problem = { severity: 'error', resource: null, origin: null, path: null, message }
    return [{ type: 'problems', key, value: null, form: 'v3', problems: [problem] }]
  }
}

import { decode } from '../decode/decode.ts'
import type { AccessTable } from '../model/access-table.ts'
import { draftCluster, emptyCluster } from '../model/cluster-changes.ts'
import { gapsOfLive } from '../model/gap.ts'
import type { KindStatus } from '../model/live.ts'
import { ApiError } from '../sources/live/api-error.ts'
import { type Connection, connect } from '../sources/live/connect.ts'
import type { Discovered } from '../sources/live/discovery.ts'
import { watchedKinds } from '../sources/live/kinds.ts'
import { followCluster } from '../sources/live/live-session.ts'
import { readAccess } from '../sources/live/read-access.ts'
import { exitCode, Failed } from './failed.ts'
import { allForbidden, gapChanges, gapsOf } from './gaps.ts'
import type { LoadedCluster } from './load.ts'
import type { GlobalOptions } from './options.ts'
import { requestTimeoutMs } from './request-timeout.ts'
import { version } from './root.ts'
import type { World } from './world.ts'

/** The cluster that the options, the kubeconfig or the pod we run in name; null when nothing names one. */
export async function connectLive(global: GlobalOptions, world: World): Promise<Connection | null> {
  try {
    return await connect({
      context: global.context,
      kubeconfig: global.kubeconfig,
      impersonate: { user: global.as, groups: global.asGroups },
      env: world.env,
      version: version(),
      now: Date.now,
      timeoutMs: requestTimeoutMs(global),
      // As kubectl does: a plugin may ask who runs a command by hand.
      terminal: world.stdinIsTerminal ? 'given' : 'none',
      onPluginMessage: (line) => void world.stderr.write(`${line}\n`),
    })
  } catch (error) {
    throw failedBy(error)
  }
}

/** Read a live cluster as it stands when everything that may be read was read once. */
export async function loadLive(connection: Connection, world: World): Promise<Pick<LoadedCluster, 'cluster' | 'gaps'>> {
  const draft = draftCluster(emptyCluster)
  // In the order in which kinds are told of.
  const statuses = new Map<string, KindStatus>(watchedKinds.map(({ name }) => [name, unread]))
  const failures = new Map<string, number>()
  const found: { discovered: Discovered | null } = { discovered: null }
  const stop = new AbortController()
  const signal = AbortSignal.any([world.signal, stop.signal])
  try {
    await followCluster(
      {
        client: connection.client,
        decode: (object) => decode(object, null),
        namespace: null,
        homeNamespace: connection.namespace,
        now: Date.now,
        random: Math.random,
        onUpdate: (update) => {
          for (const change of update.changes) draft.apply(change)
          found.discovered = update.discovered ?? found.discovered
          for (const [kind, status] of update.statuses) {
            statuses.set(kind, status)
            if (status.state === 'error') failures.set(kind, (failures.get(kind) ?? 0) + 1)
          }
          const isSettled = ({ name }: { name: string }) => isFinal(statuses.get(name), failures.get(name) ?? 0)
          if (watchedKinds.every(isSettled)) stop.abort()
        },
      },
      signal,
    )
    world.signal.throwIfAborted()
    const refusal = allForbidden(statuses)
    if (refusal !== null) throw new Failed(refusal)
    const { discovered } = found
    const access = discovered === null ? null : await accessTo(connection, discovered, world)
    const live = { kinds: statuses, flavour: discovered?.flavour ?? null, access }
    for (const change of gapChanges(emptyCluster.gaps, gapsOfLive(live))) draft.apply(change)
    return { cluster: draft.cluster(), gaps: gapsOf(statuses, access) }
  } catch (error) {
    throw failedBy(error)
  } finally {
    connection.client.close()
  }
}

/** What the user may see, where the API server of Calico leaves out what they may not; null where nobody says. */
async function accessTo(connection: Connection, discovered: Discovered, world: World): Promise<AccessTable | null> {
  if (discovered.flavour !== 'aggregated') return null
  const { client, namespace } = connection
  return readAccess({ client, discovered, namespace }, world.signal).catch(() => null)
}

const unread: KindStatus = { state: 'loading', count: 0, total: null }

/** A kind that could not be read is tried this often by a command that reads once. */
const mostTries = 3

/** True when waiting longer is of no use to a command that reads once. */
function isFinal(status: KindStatus | undefined, failures: number): boolean {
  if (status === undefined || status.state === 'loading') return false
  return status.state !== 'error' || failures >= mostTries
}

/** An error of the API server as the end of a command, with what the user can do. */
export function failedBy(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error
  if (error.kind === 'aborted') return new Failed(error.message, exitCode.interrupted)
  return new Failed(error.hint === null ? error.message : `${error.message}; ${error.hint}`)
}

import type { Flow } from '../model/flow.ts'
import { visible } from '../model/visible.ts'
import { readKeptFlows } from '../sources/live/flows/kept-flows.ts'
import { Failed, usage } from './failed.ts'
import { connectLive, failedBy } from './load-live.ts'
import type { GlobalOptions } from './options.ts'
import { startProgress } from './progress.ts'
import type { World } from './world.ts'

/** Reads once what a live cluster keeps of its flows; gives why each record that was none could not be read. */
export async function readLiveFlows(
  global: GlobalOptions,
  world: World,
  take: (flow: Flow) => void,
): Promise<readonly string[]> {
  const source = global.liveFlows ?? 'whisker'
  if (source === 'off') throw usage('--flows is missing, and --live-flows is off')
  const connection = await connectLive(global, world)
  if (connection === null) throw new Failed('no cluster was named and there is no kubeconfig, so there are no flows')
  const progress = startProgress(world)
  const bad: string[] = []
  let count = 0
  try {
    await readKeptFlows(
      {
        client: connection.client,
        source,
        say: (detail) => void progress.say(visible(detail)),
        onFlows: (batch) => {
          for (const flow of batch.flows) take(flow)
          bad.push(...batch.bad)
          count += batch.flows.length
          void progress.say(`reading flows: ${count}`)
        },
      },
      world.signal,
    )
  } catch (error) {
    throw failedBy(error)
  } finally {
    await progress.end()
    connection.client.close()
  }
  return bad
}

import { visible } from '../model/visible.ts'
import { ApiError } from '../sources/live/api-error.ts'
import type { Store } from '../store/store.ts'
import type { World } from './world.ts'

/** Lets the credential plugin of a live cluster ask the user, on a terminal that was left to it. Why it fails is said there and stays
 * until enter is pressed: the screen that comes back covers what the plugin said. */
export async function signIn(
  store: Store,
  live: { readonly signIn: () => Promise<void> },
  world: Pick<World, 'stdin' | 'stderr'>,
): Promise<void> {
  const context = visible(store.getState().source.title ?? '', 200)
  await world.stderr.write(`calico-tui: signing in to ${context}; ctrl-c gives up\n`)
  try {
    await live.signIn()
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'aborted') return
    const why = visible(error instanceof Error ? error.message : String(error), 1000)
    await world.stderr.write(`calico-tui: ${why}\nenter goes back\n`)
    await nextLine(world.stdin)
    store.send({ type: 'toast', severity: 'error', text: why })
  }
}

function nextLine(stdin: World['stdin']): Promise<void> {
  return new Promise((resolve) => {
    stdin.once('data', () => {
      stdin.pause()
      resolve()
    })
    stdin.resume()
  })
}

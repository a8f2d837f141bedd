import type { Keymap } from '../store/command.ts'
import type { Store } from '../store/store.ts'
import { visible } from '../term/width.ts'
import type { Look } from '../ui/look.ts'
import { spoken } from '../ui/spoken.ts'

/** What is done at once is told at once. */
const pauseMs = 30

/**
 * Tells a store's State in sentences, one line each, as it changes: for screen readers and terminals without a screen. Gives how
 * to stop.
 */
export function speak(
  store: Store,
  keymap: Keymap,
  options: { readonly look: Pick<Look, 'glyphs'>; readonly write: (text: string) => void },
): () => void {
  let told = new Map<string, string>()
  let timer: NodeJS.Timeout | null = null
  const tell = (): void => {
    timer = null
    const now = spoken(store.getState(), keymap, options.look)
    const news = now.filter(({ slot, text }) => text !== '' && told.get(slot) !== text)
    told = new Map(now.map(({ slot, text }) => [slot, text]))
    for (const { text } of news) options.write(`${text.split('\n').map(visible).join('\n')}\n`)
  }
  const stop = store.subscribe(() => {
    timer ??= setTimeout(tell, pauseMs)
  })
  tell()
  return () => {
    stop()
    if (timer !== null) clearTimeout(timer)
  }
}

import type { Keymap } from '../store/command.ts'
import type { Store } from '../store/store.ts'
import type { Screen } from '../term/screen.ts'
import { App } from '../ui/app.tsx'
import type { Look } from '../ui/look.ts'
import { type RunningApp, runApp } from '../ui/run-app.tsx'

/** Runs the program's tree on a screen. A file of its own, so that the first frame need not wait for Ink. */
export function startApp(
  screen: Screen,
  props: { readonly store: Store; readonly keymap: Keymap; readonly look: Pick<Look, 'glyphs'> },
): RunningApp {
  return runApp(screen, <App {...props} />)
}

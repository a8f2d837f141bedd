import { type ReactElement, useSyncExternalStore } from 'react'
import type { Keymap } from '../store/command.ts'
import type { Store } from '../store/store.ts'
import type { Look } from './look.ts'
import { screenLines } from './screen-lines.ts'
import { Surface } from './surface.tsx'

/** The program on the screen: the State of the store, painted. */
export function App(props: {
  readonly store: Store
  readonly keymap: Keymap
  readonly look: Pick<Look, 'glyphs'>
}): ReactElement {
  const state = useSyncExternalStore(props.store.subscribe, props.store.getState)
  const { lines, cursor } = screenLines(state, props.keymap, props.look)
  return <Surface width={state.size.columns} height={state.size.rows} lines={lines} cursor={cursor} />
}

import { Box, render } from 'ink'
import { Component, type ReactElement, type ReactNode } from 'react'
import type { Screen } from '../term/screen.ts'
import { Composer } from './composer.ts'
import { inkStreams } from './ink-streams.ts'
import { LayerContext } from './surface.tsx'

/** A running Ink tree on a screen. */
export interface RunningApp {
  /** Settles when the app was stopped; rejects with the error of a component that failed to render. */
  readonly done: Promise<void>
  /** Takes the tree down. The screen stays open. */
  stop(): void
}

class Boundary extends Component<{ readonly onError: (error: unknown) => void; readonly children: ReactNode }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(error: unknown): void {
    this.props.onError(error)
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children
  }
}

/** The element in a box as large as the screen. */
function root(screen: Screen, composer: Composer, element: ReactElement): ReactElement {
  const { columns, rows } = screen
  return (
    <LayerContext.Provider value={composer}>
      <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
        {element}
      </Box>
    </LayerContext.Provider>
  )
}

/**
 * Runs an Ink element on a screen of ours, as large as the screen.
 *
 * Ink lays out and renders, but never writes to the terminal: its frame is read into cells, the Surfaces are
 * painted over it and the screen writes what changed. Keys come from `screen.onEvent`; Ink's own `useInput` hears nothing.
 *
 * ```
 * const screen = Screen.open({ stdin: process.stdin, stdout: process.stdout, colors: '16', mouse: false })
 * screen.onEvent((event) => store.send({ type: 'input', event }))
 * const app = runApp(screen, <App store={store} theme={defaultTheme} />)
 * await app.done        // after app.stop(), or rejected by an error
 * screen.close()
 * ```
 */
export function runApp(screen: Screen, element: ReactElement): RunningApp {
  const composer = new Composer(screen)
  let settle: { resolve(): void; reject(error: unknown): void } = { resolve() {}, reject() {} }
  const done = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  const onError = (error: unknown): void => settle.reject(error)
  const tree = (): ReactElement => <Boundary onError={onError}>{root(screen, composer, element)}</Boundary>
  const streams = inkStreams(screen, (frame) => composer.setFrame(frame))
  const options = { debug: true, exitOnCtrlC: false, patchConsole: false, isScreenReaderEnabled: false }
  const ink = render(tree(), { ...streams, ...options })
  const stopListening = screen.onEvent((event) => {
    if (event.type === 'resize') ink.rerender(tree())
  })
  screen.setPainter((grid) => composer.paint(grid))
  const stop = (): void => {
    stopListening()
    screen.setPainter(() => null)
    ink.unmount()
    settle.resolve()
  }
  return { done, stop }
}

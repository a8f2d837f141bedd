import { listBundled } from '../sources/snapshot.ts'
import type { ContextSettings } from '../store/context-settings.ts'
import type { Explorer } from '../store/explorer.ts'
import { initialState } from '../store/initial.ts'
import { keymap } from '../store/keymap.ts'
import type { Message } from '../store/message.ts'
import { createStore, type Store } from '../store/store.ts'
import type { Question } from '../store/trace-state.ts'
import { colorDepth, needsAscii } from '../term/capabilities.ts'
import { paintScreen } from '../term/grid.ts'
import type { TermEvent } from '../term/keys.ts'
import { Screen, screenDefaults } from '../term/screen.ts'
import { asciiGlyphs, unicodeGlyphs } from '../ui/glyphs.ts'
import type { Look } from '../ui/look.ts'
import { screenLines } from '../ui/screen-lines.ts'
import { copy } from './copy.ts'
import { performEffect } from './effects.ts'
import { Failed } from './failed.ts'
import { contextsFile, readContexts, writeContext } from './known-contexts.ts'
import type { Invocation } from './options.ts'
import { snapshotReader } from './reading.ts'
import { readExplorer, readRecent, writeExplorer, writeRecent } from './recent.ts'
import { snapshotsFolder } from './root.ts'
import { signIn } from './sign-in.ts'
import { silentTerminal } from './silent-terminal.ts'
import type { World } from './world.ts'

const crashNote =
  'calico-tui ended by a mistake of its own. Please report what you did and the lines below; no cluster was changed.'

/** Starts the terminal UI and gives the exit code when it has ended. */
export async function ui(invocation: Invocation, world: World): Promise<number> {
  const { snapshots, flows, namespace, mouse } = invocation.global
  const terminal = openTerminal(invocation.global, world)
  const { screen } = terminal
  let end: (code: number) => void = () => {}
  let fail: (why: Failed) => void = () => {}
  const ended = new Promise<number>((resolve, reject) => {
    end = resolve
    fail = reject
  })
  try {
    const size = { columns: screen.columns, rows: screen.rows }
    const begun = initialState(size, { opens: true, namespace, mouse })
    const initial = { ...begun, settings: { ...begun.settings, followsFlows: invocation.global.liveFlows !== 'off' } }
    const store = createStore(initial, keymap, (effect, self) => performEffect(effect, self, outside))
    const reader = snapshotReader(store, snapshotsFolder())
    const live = lazyFollower(store, invocation.global, world)
    const outside = {
      screen,
      env: world.env,
      quit: end,
      copy: (text: string) => copy(text, screen, world.env),
      rememberContext: (context: string, settings: ContextSettings) =>
        keep(store, `the settings of ${context} are`, writeContext(world.env, context, settings)),
      rememberExplorer: (explorer: Explorer) =>
        keep(store, 'how flows are shown is', writeExplorer(world.env, explorer)),
      remember: (recent: readonly Question[]) => keep(store, 'recent connections are', writeRecent(world.env, recent)),
      open: (paths: readonly string[]) => {
        live.stop()
        reader.open(paths)
      },
      connect: (context: string) => void live.open(context, []),
      retry: live.again,
      signIn: () => signIn(store, live, world),
      followFlows: live.followFlows,
      cancel: () => {
        reader.cancel()
        live.stop()
        const { paths, status } = store.getState().source
        if (paths.length === 0 && status === 'reading') store.send({ type: 'open-cancelled' })
      },
    }
    screen.onEvent((event) => {
      const message = messageOf(event)
      if (message !== null) store.send(message)
    })
    if (snapshots.length > 0) reader.open([...snapshots, ...flows])
    else {
      void live.open(invocation.global.context, flows).then((opened) => {
        // Whoever named a cluster that there is not wants to name another one, in the shell.
        if (opened.is === 'refused' && isNamed(invocation.global)) fail(new Failed(opened.message))
      })
    }
    readRecent(world.env).then((recent) => store.send({ type: 'remembered', recent }))
    readContexts(world.env, initial.settings).then(
      (contexts) => store.send({ type: 'remembered-contexts', contexts }),
      (error: Error) => {
        const text = `the settings kept of contexts cannot be used: ${contextsFile(world.env)}: ${error.message}`
        store.send({ type: 'toast', severity: 'warning', text })
      },
    )
    readExplorer(world.env).then((explorer) => store.send({ type: 'remembered-explorer', explorer }))
    listBundled(snapshotsFolder()).then((list) => store.send({ type: 'snapshots', list }))
    const shown = terminal.isPlain ? tellUntil(ended, store, terminal) : showUntil(ended, store, terminal)
    // What is still read or followed would keep the program alive.
    return await shown.finally(outside.cancel)
  } finally {
    screen.close()
  }
}

/** The terminal the program runs on. */
interface OpenTerminal {
  readonly screen: Screen
  readonly look: Pick<Look, 'glyphs'>
  /** Sentences are written instead of the screen, which is then painted where nobody sees it. */
  readonly isPlain: boolean
  readonly write: (text: string) => void
}

function openTerminal(global: Invocation['global'], world: World): OpenTerminal {
  const isPlain = global.plain || (world.env.INK_SCREEN_READER ?? '') !== ''
  // Taken before the screen keeps what others write.
  const write = process.stdout.write.bind(process.stdout)
  const ascii = global.ascii || needsAscii(world.env, process.platform)
  const stdout = isPlain ? silentTerminal() : process.stdout
  const colors = colorDepth(global.color, world.env, true)
  const screen = Screen.open({ ...screenDefaults(), stdout, colors, ascii, mouse: global.mouse, crashNote })
  return { screen, look: { glyphs: ascii ? asciiGlyphs : unicodeGlyphs }, isPlain, write: (text) => void write(text) }
}

/** Says so when something could not be kept for the next time. */
function keep(store: Store, what: string, written: Promise<void>): void {
  written.catch((error: Error) =>
    store.send({ type: 'toast', severity: 'warning', text: `${what} not kept: ${error.message}` }),
  )
}

/** Shows the State until the program ends: at once, and by Ink as soon as that is loaded. */
async function showUntil(ended: Promise<number>, store: Store, terminal: OpenTerminal): Promise<number> {
  const { screen, look } = terminal
  const stopPainting = paintWithoutInk(screen, store, look)
  await Promise.race([ended, whenRead(store)])
  const { startApp } = await import('./ui-app.tsx')
  stopPainting()
  const app = startApp(screen, { store, keymap, look })
  const broken = app.done.then(
    () => 0,
    (error: unknown) => screen.crash(error),
  )
  return await Promise.race([ended, broken]).finally(() => app.stop())
}

/** Tells the State in sentences until the program ends. */
async function tellUntil(ended: Promise<number>, store: Store, terminal: OpenTerminal): Promise<number> {
  const { speak } = await import('./speak.ts')
  const stop = speak(store, keymap, terminal)
  return await ended.finally(stop)
}

function isNamed({ context, kubeconfig }: Invocation['global']): boolean {
  return context !== null || kubeconfig !== null
}

/** Follows live clusters; the code for it is loaded when the first one is opened, while the first frame is up. */
function lazyFollower(store: Store, global: Invocation['global'], world: World) {
  const loaded = () => import('./following.ts').then(({ liveFollower }) => liveFollower(store, global, world))
  let follower: ReturnType<typeof loaded> | null = null
  return {
    open: async (context: string | null, flows: readonly string[]) => {
      follower ??= loaded()
      const opened = await (await follower).open(context, flows)
      if (opened.is === 'unnamed') store.send({ type: 'no-source' })
      return opened
    },
    again: () => void follower?.then((one) => one.again()),
    signIn: async () => (await follower)?.signIn(),
    followFlows: () => void follower?.then((one) => one.followFlows()),
    stop: () => void follower?.then((one) => one.stop()),
  }
}

/** Paints the State until Ink is there: it takes 0.1 s to load, which the first frames need not wait for. */
function paintWithoutInk(screen: Screen, store: Store, look: Pick<Look, 'glyphs'>): () => void {
  screen.setPainter((grid) => {
    const { lines, cursor } = screenLines(store.getState(), keymap, look)
    paintScreen(grid, lines)
    return cursor
  })
  return store.subscribe(() => screen.invalidate())
}

/** Resolves when no snapshot is being read: that takes all the time there is, where a live cluster is mostly waited for. */
function whenRead(store: Store): Promise<void> {
  const isReading = (): boolean => {
    const { status, live } = store.getState().source
    return status === 'reading' && live === null
  }
  return new Promise((resolve) => {
    const stop = store.subscribe(() => check())
    const check = (): void => {
      if (isReading()) return
      stop()
      resolve()
    }
    check()
  })
}

/** What the terminal said as a Message, or null when it means nothing to us. */
export function messageOf(event: TermEvent): Message | null {
  switch (event.type) {
    case 'key':
      return { type: 'key', key: event.name }
    case 'paste':
      return { type: 'paste', text: event.text }
    case 'resize':
      return { type: 'resized', columns: event.columns, rows: event.rows }
    case 'mouse':
      return mouseMessage(event)
    case 'focus':
      return null
  }
}

function mouseMessage(event: Extract<TermEvent, { type: 'mouse' }>): Message | null {
  const { row, column } = event
  if (event.action === 'wheel-up') return { type: 'mouse', row, column, wheel: -1 }
  if (event.action === 'wheel-down') return { type: 'mouse', row, column, wheel: 1 }
  return event.action === 'press' && event.button === 'left' ? { type: 'mouse', row, column, wheel: 0 } : null
}

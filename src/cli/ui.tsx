import { listBundled } from '../sources/snapshot.ts'
import { initialState } from '../store/initial.ts'
import { keymap } from '../store/keymap.ts'
import type { Message } from '../store/message.ts'
import { createStore } from '../store/store.ts'
import type { Question } from '../store/trace-state.ts'
import type { TermEvent } from '../term/keys.ts'
import { Screen, screenDefaults } from '../term/screen.ts'
import type { ColorDepth } from '../term/style.ts'
import { asciiGlyphs, unicodeGlyphs } from '../ui/glyphs.ts'
import type { Look } from '../ui/look.ts'
import { screenLines } from '../ui/screen-lines.ts'
import { defaultTheme } from '../ui/theme.ts'
import { performEffect } from './effects.ts'
import type { Invocation } from './options.ts'
import { snapshotReader } from './reading.ts'
import { readRecent, writeRecent } from './recent.ts'
import { snapshotsFolder } from './root.ts'
import type { World } from './world.ts'

/** Starts the terminal UI and gives the exit code when it has ended. */
export async function ui(invocation: Invocation, world: World): Promise<number> {
  const { snapshots, namespace, color } = invocation.global
  const screen = Screen.open({ ...screenDefaults(), colors: depth(color, world.env) })
  const look: Look = { theme: defaultTheme, glyphs: isAscii(world.env) ? asciiGlyphs : unicodeGlyphs }
  let end: (code: number) => void = () => {}
  const ended = new Promise<number>((resolve) => {
    end = resolve
  })
  try {
    const size = { columns: screen.columns, rows: screen.rows }
    const initial = initialState(size, { opens: snapshots.length > 0, namespace })
    const store = createStore(initial, keymap, (effect, self) => performEffect(effect, self, outside))
    const reader = snapshotReader(store, snapshotsFolder())
    const outside = {
      screen,
      env: world.env,
      quit: end,
      copy: async () => '',
      remember: (recent: readonly Question[]) => {
        writeRecent(world.env, recent).catch((error: Error) =>
          store.send({ type: 'toast', severity: 'warning', text: `recent connections are not kept: ${error.message}` }),
        )
      },
      open: reader.open,
      cancel: reader.cancel,
    }
    // The first frame needs neither Ink nor a cluster.
    screen.write(screenLines(initial, keymap, look).lines)
    screen.onEvent((event) => {
      const message = messageOf(event)
      if (message !== null) store.send(message)
    })
    if (snapshots.length > 0) reader.open(snapshots)
    readRecent(world.env).then((recent) => store.send({ type: 'remembered', recent }))
    listBundled(snapshotsFolder()).then((list) => store.send({ type: 'snapshots', list }))
    const { startApp } = await import('./ui-app.tsx')
    const app = startApp(screen, { store, keymap, look })
    return await Promise.race([ended, app.done.then(() => 0)]).finally(() => app.stop())
  } finally {
    screen.close()
  }
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

function depth(color: Invocation['global']['color'], env: World['env']): ColorDepth {
  if (color !== 'auto') return color
  if ((env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return 'never'
  if (/truecolor|24bit/i.test(env.COLORTERM ?? '')) return 'true'
  return /256/.test(env.TERM ?? '') ? '256' : '16'
}

/** True where the terminal is unlikely to have more characters than ASCII's. */
function isAscii(env: World['env']): boolean {
  if (env.TERM === 'linux' || env.TERM === 'dumb') return true
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '')
  return locale !== undefined && !/utf-?8/i.test(locale)
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, parse } from 'node:path'
import type { ContextSettings } from '../store/context-settings.ts'
import type { Effect } from '../store/effect.ts'
import type { Explorer } from '../store/explorer.ts'
import type { Message } from '../store/message.ts'
import type { Store } from '../store/store.ts'
import type { Question } from '../store/trace-state.ts'
import { runProgram } from '../term/run-program.ts'
import type { Screen } from '../term/screen.ts'
import { saveScreen } from './save-screen.ts'
import { saveSnapshot } from './save-snapshot.ts'

/** What Effects are done with. */
export interface Outside {
  readonly screen: Screen
  readonly env: Readonly<Record<string, string | undefined>>
  /** Opens a snapshot in place of what is open. */
  open(paths: readonly string[]): void
  /** Follows a live cluster in place of what is open. */
  connect(context: string): void
  /** Asks the live cluster again, or opens it anew. */
  retry(): void
  /** Lets the credential plugin of the live cluster ask the user. Never fails. */
  signIn(): Promise<void>
  /** Follows the flows of the live cluster that is open. */
  followFlows(): void
  /** Stops reading. */
  cancel(): void
  /** Ends the program. */
  quit(code: number): void
  /** Keeps the connections traced for the next time. */
  remember(recent: readonly Question[]): void
  /** Keeps how flows are shown for the next time. */
  /** Keeps the settings of a context. */
  rememberContext(context: string, settings: ContextSettings): void
  rememberExplorer(explorer: Explorer): void
  /** Puts a text on the clipboard; gives how, in words, or throws. */
  copy(text: string): Promise<string>
}

/** Does an Effect; what comes of it is told to the store. */
export function performEffect(effect: Effect, store: Store, outside: Outside): void {
  switch (effect.type) {
    case 'quit':
      outside.quit(effect.code)
      break
    case 'suspend':
      outside.screen.suspend()
      break
    case 'mouse':
      outside.screen.setMouse(effect.on)
      break
    case 'redraw':
      outside.screen.repaint()
      break
    case 'open':
      outside.open(effect.paths)
      break
    case 'connect':
      outside.connect(effect.context)
      break
    case 'retry':
      outside.retry()
      break
    case 'sign-in':
      void outside.screen.handOver(() => outside.signIn())
      break
    case 'follow-flows':
      outside.followFlows()
      break
    case 'cancel':
      outside.cancel()
      break
    case 'after':
    case 'ask-time':
      later(effect, store)
      break
    case 'copy':
      tell(store, async () => `copied ${await outside.copy(effect.text)}: ${effect.what}`)
      break
    case 'remember':
      outside.remember(effect.recent)
      break
    case 'remember-context':
      outside.rememberContext(effect.context, effect.settings)
      break
    case 'remember-explorer':
      outside.rememberExplorer(effect.explorer)
      break
    case 'save':
      tell(store, () => save(effect.name, effect.text))
      break
    case 'save-screen':
      tell(store, () => saveScreen(outside.screen, new Date()))
      break
    case 'save-snapshot':
      tell(store, () => saveSnapshot(store.getState(), effect.redact, new Date()))
      break
    case 'view':
      tell(store, () => view(effect.name, effect.text, outside))
      break
  }
}

/** Sends a Message after a while; the program may end before. */
function later(effect: Extract<Effect, { readonly type: 'after' | 'ask-time' }>, store: Store): void {
  const message = (): Message => (effect.type === 'after' ? effect.message : { type: 'time', now: Date.now() })
  setTimeout(() => store.send(message()), effect.ms).unref()
}

/** Writes a file that is not there yet: `flows.csv`, else `flows-2.csv`, `flows-3.csv`. */
async function save(name: string, text: string): Promise<string> {
  const { name: stem, ext } = parse(name)
  for (let number = 1; ; number += 1) {
    const own = number === 1 ? name : `${stem}-${number}${ext}`
    try {
      await writeFile(own, text, { flag: 'wx' })
      return `saved as ${own}`
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST') || number === mostFiles) throw error
    }
  }
}

const mostFiles = 999

/** Runs something and says on screen what came of it. */
function tell(store: Store, act: () => Promise<string | null>): void {
  act().then(
    (text) => {
      if (text !== null) store.send({ type: 'toast', severity: 'info', text })
    },
    (error: unknown) => {
      const text = error instanceof Error ? error.message : String(error)
      store.send({ type: 'toast', severity: 'error', text })
    },
  )
}

/** Shows a copy of a text in the user's editor. */
async function view(name: string, text: string, outside: Outside): Promise<string | null> {
  const { env, screen } = outside
  const editor = [env.CALICO_TUI_EDITOR, env.VISUAL, env.EDITOR].find((one) => one !== undefined && one !== '') ?? 'vi'
  const folder = await mkdtemp(join(tmpdir(), 'calico-tui-'))
  const file = join(folder, name.replace(/[^\w.-]+/g, '-'))
  await writeFile(file, text, { mode: 0o400 })
  try {
    const code = await runProgram(screen, editor, [file])
    return code === 0 ? null : `${editor} ended with code ${code}`
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

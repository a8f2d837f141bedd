import type { ContextSettings } from './context-settings.ts'
import type { Explorer } from './explorer.ts'
import type { Message } from './message.ts'
import type { Question } from './trace-state.ts'

/** Something to be done outside, as data; `cli/effects.ts` does it and answers with Messages. */
export type Effect =
  | { readonly type: 'quit'; readonly code: number }
  /** Give the terminal back to the shell until it is called again (ctrl-z). */
  | { readonly type: 'suspend' }
  /** Hear of the mouse, or leave it to the terminal, which can then select text. */
  | { readonly type: 'mouse'; readonly on: boolean }
  /** Paint every cell anew. */
  | { readonly type: 'redraw' }
  /** To the clipboard. `what` completes "copied to …: ". */
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  /** Show a text in the user's editor; what is changed there is thrown away. `name` is a file name. */
  | { readonly type: 'view'; readonly name: string; readonly text: string }
  /** Write a file in the working directory; a number is put to its name where there is one already. */
  | { readonly type: 'save'; readonly name: string; readonly text: string }
  /** Write the screen as it will be shown next into files of the working directory: text, text with colours, a picture. */
  | { readonly type: 'save-screen' }
  /** Write all that is known of the cluster into a file of the working directory that `--snapshot` reads. */
  | { readonly type: 'save-snapshot'; readonly redact: boolean }
  /** Read a snapshot in place of what is open: paths, or the name of a bundled one. */
  | { readonly type: 'open'; readonly paths: readonly string[] }
  /** Follow a live cluster in place of what is open. */
  | { readonly type: 'connect'; readonly context: string }
  /** Ask the live cluster again for what it did not give; open it anew where it could not be opened. */
  | { readonly type: 'retry' }
  /** Give the terminal to the credential plugin of the live cluster, so that it can ask the user. */
  | { readonly type: 'sign-in' }
  /** Follow the flows of the live cluster that is open. */
  | { readonly type: 'follow-flows' }
  /** Stop reading. */
  | { readonly type: 'cancel' }
  /** Keep the connections traced for the next time, the newest first. */
  | { readonly type: 'remember'; readonly recent: readonly Question[] }
  /** Keep how flows are shown for the next time. */
  | { readonly type: 'remember-explorer'; readonly explorer: Explorer }
  /** Keep the settings of a context for the next time. */
  | { readonly type: 'remember-context'; readonly context: string; readonly settings: ContextSettings }
  /** Tell the time in a Message, after a while. */
  | { readonly type: 'ask-time'; readonly ms: number }
  /** Send a Message after a while. */
  | { readonly type: 'after'; readonly ms: number; readonly message: Message }

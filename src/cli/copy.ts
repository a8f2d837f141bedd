import { type Copied, copyText } from '../term/clipboard.ts'
import type { Screen } from '../term/screen.ts'
import type { World } from './world.ts'

/** Puts a text on the clipboard and says where it went, to complete "copied …: the name". */
export async function copy(text: string, screen: Screen, env: World['env']): Promise<string> {
  const send = (sequence: string): void => screen.sendSequence(sequence)
  return words(await copyText(text, { env, platform: process.platform, send }))
}

function words(copied: Copied): string {
  switch (copied.type) {
    case 'command':
      return `to the clipboard (${copied.command})`
    case 'tmux':
      return "to tmux and the terminal's clipboard"
    case 'terminal':
      return "to the terminal's clipboard"
    case 'file':
      return `to the file ${copied.path}`
  }
}

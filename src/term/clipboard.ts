import { spawn } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from './capabilities.ts'

/** What terminals take at most in one sequence, in bytes of base64; xterm and tmux drop longer ones. */
const mostBase64 = 74_994

/** Where a copied text went. A terminal does not answer, so `terminal` means that it was asked to keep the text; `tmux` that its
 * newest buffer holds it and it asked the terminal around it. */
export type Copied =
  | { readonly type: 'command'; readonly command: string }
  | { readonly type: 'tmux' }
  | { readonly type: 'terminal' }
  | { readonly type: 'file'; readonly path: string }

export interface ClipboardOptions {
  readonly env: Environment
  readonly platform: NodeJS.Platform
  /** Sends a sequence to the terminal; null where there is none. */
  readonly send: ((sequence: string) => void) | null
}

/** The sequence that asks a terminal to keep a text (OSC 52), wrapped where tmux or screen stand before the terminal; null when too long. */
export function clipboardSequence(text: string, env: Environment): string | null {
  const base64 = Buffer.from(text, 'utf8').toString('base64')
  if (base64.length > mostBase64) return null
  const sequence = `\x1b]52;c;${base64}\x1b\\`
  if (isInTmux(env)) return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`
  if (!(env.TERM ?? '').startsWith('screen')) return sequence
  // GNU screen passes on no more than 768 bytes at once, and an ST inside would end its own string.
  const pieces = sequence.slice(0, -2).match(/.{1,700}/gs) ?? []
  return [...pieces, '\x07'].map((piece) => `\x1bP${piece}\x1b\\`).join('')
}

function isInTmux({ TMUX }: Environment): boolean {
  return TMUX !== undefined && TMUX !== ''
}

/** The programs that keep a text on this machine, the likeliest first. None over ssh: they would keep it on the wrong one. */
export function clipboardCommands(env: Environment, platform: NodeJS.Platform): readonly (readonly string[])[] {
  if (env.SSH_CONNECTION !== undefined || env.SSH_TTY !== undefined) return []
  if (platform === 'darwin') return [['pbcopy']]
  if (platform === 'win32') return [['clip.exe']]
  const wayland = env.WAYLAND_DISPLAY ? [['wl-copy']] : []
  const x11 = env.DISPLAY
    ? [
        ['xclip', '-selection', 'clipboard'],
        ['xsel', '--clipboard', '--input'],
      ]
    : []
  const windows = env.WSL_DISTRO_NAME ? [['clip.exe']] : []
  return [...wayland, ...x11, ...windows]
}

function pipeInto(command: readonly string[], text: string, env: Environment): Promise<boolean> {
  return new Promise((resolve) => {
    const [file = '', ...args] = command
    const child = spawn(file, args, { stdio: ['pipe', 'ignore', 'ignore'], env })
    child.on('error', () => resolve(false))
    // `exit` and not `close`: xclip and wl-copy leave a child behind that serves the text.
    child.on('exit', (code) => resolve(code === 0))
    child.stdin.on('error', () => resolve(false))
    // Windows reads its own encoding and knows it by the mark.
    child.stdin.end(file === 'clip.exe' ? Buffer.from(`\ufeff${text}`, 'utf16le') : text)
  })
}

/** Copies a text: by a program of this machine, else by tmux, else by the terminal, else into a file of its own. */
export async function copyText(text: string, options: ClipboardOptions): Promise<Copied> {
  for (const command of clipboardCommands(options.env, options.platform)) {
    if (await pipeInto(command, text, options.env)) return { type: 'command', command: command[0] ?? '' }
  }
  // Since 3.3 tmux drops what programs send past it unless told otherwise; before 3.2 it does not know -w and passes it on.
  if (isInTmux(options.env) && (await pipeInto(['tmux', 'load-buffer', '-w', '-'], text, options.env))) {
    return { type: 'tmux' }
  }
  const sequence = clipboardSequence(text, options.env)
  if (sequence !== null && options.send !== null && options.env.TERM !== 'linux') {
    options.send(sequence)
    return { type: 'terminal' }
  }
  const path = join(await mkdtemp(join(tmpdir(), 'calico-tui-')), 'copied.txt')
  await writeFile(path, text, { mode: 0o600 })
  return { type: 'file', path }
}

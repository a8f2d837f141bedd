import type { ColorDepth } from './style.ts'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

const trueColorPrograms = ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'mintty', 'rio', 'WarpTerminal']

function forcedDepth(value: string): ColorDepth {
  if (value === '0' || value === 'false') return 'never'
  if (value === '2') return '256'
  return value === '3' ? 'true' : '16'
}

/** What the terminal can show, as its variables tell. */
function terminalDepth(env: Environment): ColorDepth {
  const term = env.TERM ?? ''
  if (term === 'dumb') return 'never'
  if (/^(truecolor|24bit)$/i.test(env.COLORTERM ?? '') || /-direct$/.test(term)) return 'true'
  if (trueColorPrograms.includes(env.TERM_PROGRAM ?? '') || env.WT_SESSION !== undefined) return 'true'
  if (/^(xterm-kitty|xterm-ghostty|alacritty|foot)/.test(term)) return 'true'
  return /256/.test(term) ? '256' : '16'
}

/**
 * How many colours to write: `--color` first, then NO_COLOR (when not empty) and FORCE_COLOR (0 to 3), then none where
 * nobody looks (not a terminal), then what the terminal can show.
 */
export function colorDepth(option: ColorDepth | 'auto', env: Environment, isTerminal: boolean): ColorDepth {
  if (option !== 'auto') return option
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return 'never'
  const forced = env.FORCE_COLOR
  if (forced !== undefined && forced !== '') return forcedDepth(forced)
  return isTerminal ? terminalDepth(env) : 'never'
}

/**
 * Whether to show ASCII only: on the Linux console, a dumb terminal, and where the locale names a character set other than
 * UTF-8. Without any locale variable UTF-8 is taken, as in most containers.
 */
export function needsAscii(env: Environment, platform: NodeJS.Platform): boolean {
  const term = env.TERM ?? ''
  if (term === 'linux' || term === 'dumb') return true
  if (platform === 'win32') return env.WT_SESSION === undefined && env.TERM_PROGRAM === undefined
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '')
  return locale !== undefined && !/utf-?8/i.test(locale)
}

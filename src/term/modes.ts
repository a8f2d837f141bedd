/** What the terminal is asked for beyond the alternate screen. */
export interface ModeOptions {
  /** Clicks and the wheel are reported; selecting text with the mouse then needs shift in most terminals. */
  readonly mouse: boolean
  /** Keys are reported in the unambiguous form of the kitty protocol where the terminal knows it. */
  readonly kitty: boolean
}

const mouseOn = '\x1b[?1002h\x1b[?1006h'
const mouseOff = '\x1b[?1006l\x1b[?1002l'

/** Turns reports of the mouse on or off. */
export function mouseMode(on: boolean): string {
  return on ? mouseOn : mouseOff
}

/** Alternate screen, cursor hidden, no wrapping at the edge, bracketed paste, focus reports. */
export function enterModes(options: ModeOptions): string {
  const kitty = options.kitty ? '\x1b[>1u' : ''
  return `\x1b[?1049h\x1b[m\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[?1004h${kitty}${options.mouse ? mouseOn : ''}`
}

/** All of it off again, and a frame that was cut short ended. The mouse too, whoever turned it on. */
export function leaveModes(options: ModeOptions): string {
  const kitty = options.kitty ? '\x1b[<u' : ''
  return `\x1b[?2026l\x1b[m${mouseOff}${kitty}\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l`
}

const mouseOn = '\x1b[?1002h\x1b[?1006h'
const mouseOff = '\x1b[?1006l\x1b[?1002l'

/** Alternate screen, cursor hidden, no wrapping at the edge, bracketed paste, focus reports, the mouse when wanted. */
export function enterModes(options: { readonly mouse: boolean }): string {
  return `\x1b[?1049h\x1b[m\x1b[2J\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[?1004h${options.mouse ? mouseOn : ''}`
}

/** All of it off again, and a frame that was cut short ended. The mouse too, whoever turned it on. */
export const leaveModes = `\x1b[?2026l\x1b[m${mouseOff}\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l`

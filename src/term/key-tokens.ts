import type { MouseEvent, TermEvent } from './keys.ts'

const pasteStart = '\x1b[200~'
const pasteEnd = '\x1b[201~'

const finalKeys: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  E: 'begin',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  M: 'enter',
}

const tildeKeys: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
}

const namedCodes: Readonly<Record<number, string>> = {
  8: 'backspace',
  9: 'tab',
  13: 'enter',
  27: 'esc',
  32: 'space',
  127: 'backspace',
}

function key(name: string, text: string | null): TermEvent {
  return { type: 'key', name, text }
}

/** The modifiers of a CSI sequence: 1 plus a bit each for shift, alt, ctrl (and super, taken as alt). */
function prefix(modifiers: number, hasShift: boolean): string {
  const bits = Math.max(0, modifiers - 1)
  return `${bits & 4 ? 'ctrl-' : ''}${bits & 10 ? 'alt-' : ''}${hasShift && bits & 1 ? 'shift-' : ''}`
}

function plainKey(char: string): TermEvent {
  const code = char.codePointAt(0) ?? 0
  if (code === 0) return key('ctrl-space', null)
  if (code === 32) return key('space', ' ')
  if (code === 10) return key('ctrl-j', null)
  const named = namedCodes[code]
  if (named !== undefined) return key(named, null)
  if (code < 27) return key(`ctrl-${String.fromCharCode(code + 96)}`, null)
  if (code < 32) return key(`ctrl-${String.fromCharCode(code + 64).toLowerCase()}`, null)
  return key(char, char)
}

function withAlt(event: TermEvent): TermEvent {
  if (event.type !== 'key') return event
  const name = event.name.startsWith('ctrl-') ? `ctrl-alt-${event.name.slice(5)}` : `alt-${event.name}`
  return key(name, null)
}

function mouseEvent(parameters: string, final: string): TermEvent | null {
  const [code = 0, column = 1, row = 1] = parameters.slice(1).split(';').map(Number)
  const at = { column: column - 1, row: row - 1 }
  if (code & 64) {
    if (code & 2) return null
    return { type: 'mouse', action: code & 1 ? 'wheel-down' : 'wheel-up', button: null, ...at }
  }
  const buttons = ['left', 'middle', 'right'] as const
  const button: MouseEvent['button'] = buttons[code & 3] ?? null
  const action = final === 'm' ? 'release' : code & 32 ? 'drag' : 'press'
  return { type: 'mouse', action, button, ...at }
}

/** `CSI code:alternates;modifiers:event;text u` of the kitty protocol, and `CSI 27;modifiers;code ~` of xterm. */
function codeKey(code: number, modifiers: number): TermEvent | null {
  const named = namedCodes[code]
  if (named !== undefined) return key(prefix(modifiers, true) + named, modifiers < 3 && code === 32 ? ' ' : null)
  if (code < 32 || code > 0x10ffff || (code >= 57344 && code <= 63743)) return null
  const bits = Math.max(0, modifiers - 1)
  const char = String.fromCodePoint(code)
  const shown = bits & 1 ? char.toUpperCase() : char
  return bits & 14 ? key(prefix(modifiers, false) + shown, null) : key(shown, shown)
}

function tildeKey(numbers: readonly number[]): TermEvent | null {
  const [number = 0, modifiers = 1, code = 0] = numbers
  if (number === 27) return codeKey(code, modifiers)
  const name = tildeKeys[number]
  return name === undefined ? null : key(prefix(modifiers, true) + name, null)
}

/** The event of one whole `ESC [ parameters final`; null when it says nothing to us, as answers to questions do. */
function csiEvent(parameters: string, final: string): TermEvent | null {
  if (parameters.startsWith('<')) return final === 'M' || final === 'm' ? mouseEvent(parameters, final) : null
  if (/^[?>=]/.test(parameters)) return null
  if (parameters === '' && (final === 'I' || final === 'O')) return { type: 'focus', focused: final === 'I' }
  const fields = parameters.split(';').map((field) => field.split(':').map(Number))
  // A kitty report that a key was let go.
  if (fields[1]?.[1] === 3) return null
  const numbers = fields.map((field) => field[0] ?? 0)
  if (final === 'u') return codeKey(numbers[0] ?? 0, numbers[1] || 1)
  if (final === '~') return tildeKey(numbers)
  if (final === 'Z') return key('shift-tab', null)
  // Other first numbers are answers, such as where the cursor is.
  const name = (numbers[0] ?? 0) > 1 ? undefined : finalKeys[final]
  return name === undefined ? null : key(prefix(numbers[1] || 1, true) + name, null)
}

/** What one step read: its event, if any, and where the next begins; null when more bytes must come first. */
type Read = { readonly event: TermEvent | null; readonly next: number } | null

function readPaste(input: string, at: number): Read {
  const end = input.indexOf(pasteEnd, at)
  if (end < 0) return null
  const text = input.slice(at + pasteStart.length, end).replace(/\r\n?/g, '\n')
  return { event: { type: 'paste', text }, next: end + pasteEnd.length }
}

/** A string the terminal sends in answer to a question: `ESC ] … BEL`, `ESC P … ESC \`. It says nothing to us. */
function readString(input: string, at: number): Read {
  const end = /\x07|\x1b\\/.exec(input.slice(at + 2))
  return end === null ? null : { event: null, next: at + 2 + end.index + end[0].length }
}

function readCsi(input: string, at: number): Read {
  if (input.startsWith(pasteStart, at)) return readPaste(input, at)
  const whole = /^\x1b\[([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])/.exec(input.slice(at, at + 64))
  if (whole !== null) {
    const linuxFunctionKey = whole[1] === '' && whole[2] === '[' ? input[at + 3] : undefined
    if (whole[2] === '[' && whole[1] === '') {
      if (linuxFunctionKey === undefined) return null
      return { event: key(`f${linuxFunctionKey.charCodeAt(0) - 64}`, null), next: at + 4 }
    }
    return { event: csiEvent(whole[1] ?? '', whole[2] ?? ''), next: at + whole[0].length }
  }
  // A byte that cannot belong to a sequence ends it; the rest is read as keys.
  const broken = /^\x1b\[[\x20-\x3f]*[^\x20-\x7e]/.exec(input.slice(at, at + 64))
  return broken === null ? null : { event: null, next: at + broken[0].length - 1 }
}

function readEscape(input: string, at: number): Read {
  const second = input[at + 1]
  if (second === undefined) return null
  if (second === '[') return readCsi(input, at)
  if (second === 'O') {
    const third = input[at + 2]
    if (third === undefined) return null
    const name = finalKeys[third]
    return name === undefined ? { event: key('alt-O', null), next: at + 2 } : { event: key(name, null), next: at + 3 }
  }
  if (second === ']' || second === 'P' || second === '_' || second === '^') return readString(input, at)
  if (second === '\x1b') {
    const rest = readEscape(input, at + 1)
    if (rest === null) return null
    const isSequence = input[at + 2] === '[' || input[at + 2] === 'O'
    return isSequence && rest.event !== null
      ? { event: withAlt(rest.event), next: rest.next }
      : { event: key('esc', null), next: at + 1 }
  }
  const char = String.fromCodePoint(input.codePointAt(at + 1) ?? 0)
  return { event: withAlt(plainKey(char)), next: at + 1 + char.length }
}

/**
 * Reads as many events as are whole; `rest` is the start of one that is not.
 * With `isComplete` nothing more is expected: an escape that stands alone is the Escape key. A paste is always awaited.
 */
export function tokenize(
  input: string,
  isComplete: boolean,
): { readonly events: readonly TermEvent[]; readonly rest: string } {
  const events: TermEvent[] = []
  let at = 0
  while (at < input.length) {
    if (input[at] !== '\x1b') {
      const char = String.fromCodePoint(input.codePointAt(at) ?? 0)
      events.push(plainKey(char))
      at += char.length
      continue
    }
    const read = readEscape(input, at)
    if (read !== null) {
      if (read.event !== null) events.push(read.event)
      at = read.next
      continue
    }
    if (!isComplete || input.startsWith(pasteStart, at)) break
    events.push(key('esc', null))
    at += 1
  }
  return { events, rest: input.slice(at) }
}

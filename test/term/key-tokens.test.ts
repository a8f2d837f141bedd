import { describe, expect, test } from 'vitest'
import { tokenize } from '../../src/term/key-tokens.ts'
import { randomNumbers } from './random.ts'

function names(input: string, isComplete = false): readonly string[] {
  return tokenize(input, isComplete).events.map((event) => (event.type === 'key' ? event.name : event.type))
}

describe('the bytes of the keyboard', () => {
  test.each([
    ['a', ['a']],
    ['G', ['G']],
    ['é日', ['é', '日']],
    ['👍', ['👍']],
    [' ', ['space']],
    ['\r', ['enter']],
    ['\t', ['tab']],
    ['\x7f', ['backspace']],
    ['\b', ['backspace']],
    ['\x03\x1a', ['ctrl-c', 'ctrl-z']],
    ['\x00', ['ctrl-space']],
    ['\x1c', ['ctrl-\\']],
    ['\x1b[A\x1b[B\x1bOC\x1bOD', ['up', 'down', 'right', 'left']],
    ['\x1b[H\x1b[F\x1b[1~\x1b[4~\x1bOH', ['home', 'end', 'home', 'end', 'home']],
    ['\x1b[5~\x1b[6~\x1b[2~\x1b[3~', ['pageup', 'pagedown', 'insert', 'delete']],
    ['\x1bOP\x1b[15~\x1b[24~\x1b[[A', ['f1', 'f5', 'f12', 'f1']],
    ['\x1b[Z', ['shift-tab']],
    ['\x1b[1;5C\x1b[1;2A\x1b[3;3~\x1b[1;6D', ['ctrl-right', 'shift-up', 'alt-delete', 'ctrl-shift-left']],
    ['\x1bf\x1bG\x1b\x04', ['alt-f', 'alt-G', 'ctrl-alt-d']],
    ['\x1b\x1b[A', ['alt-up']],
    ['\x1b[I\x1b[O', ['focus', 'focus']],
    ['\x1b[99;5u\x1b[13;2u\x1b[27u\x1b[106u\x1b[103;2u', ['ctrl-c', 'shift-enter', 'esc', 'j', 'G']],
    ['\x1b[27;5;13~', ['ctrl-enter']],
    ['\x1b[97;1:3u', []],
    ['\x1b[?62;c\x1b[24;80R\x1b[1;2R', ['shift-f3']],
    ['\x1b]11;rgb:0000/0000/0000\x1b\\x', ['x']],
    ['\x1b]11;rgb:0000/0000/0000\x07x', ['x']],
    ['\x1bP1$r0m\x1b\\x', ['x']],
  ])('%j is %j', (input, expected) => {
    expect(names(input)).toEqual(expected)
  })

  test('what a key types is its text, and modified keys type nothing', () => {
    expect(tokenize('a \x1bb\x01', false).events).toEqual([
      { type: 'key', name: 'a', text: 'a' },
      { type: 'key', name: 'space', text: ' ' },
      { type: 'key', name: 'alt-b', text: null },
      { type: 'key', name: 'ctrl-a', text: null },
    ])
  })

  test('a lone escape waits for what may follow, and is the Escape key when nothing does', () => {
    expect(tokenize('\x1b', false)).toEqual({ events: [], rest: '\x1b' })
    expect(names('\x1b', true)).toEqual(['esc'])
    expect(names('\x1b\x1b', true)).toEqual(['esc', 'esc'])
    expect(names('j\x1b', true)).toEqual(['j', 'esc'])
  })

  test('every sequence reads the same wherever it is cut', () => {
    const whole = 'a\x1b[1;5C\x1bOP\x1b[200~x\r\ny\x1b[201~\x1b[<0;3;4Mé\x1b[15~\x1b]52;c;YQ==\x07z'
    const expected = tokenize(whole, false).events
    expect(expected.map((event) => event.type)).toEqual(['key', 'key', 'key', 'paste', 'mouse', 'key', 'key', 'key'])
    for (let cut = 1; cut < whole.length; cut += 1) {
      const first = tokenize(whole.slice(0, cut), false)
      const second = tokenize(first.rest + whole.slice(cut), false)
      expect([...first.events, ...second.events]).toEqual(expected)
    }
  })

  test('a paste is one event with its line ends made plain, and is awaited however long it takes', () => {
    expect(tokenize('\x1b[200~a\r\nb\rc\x1b[A\x1b[201~', false).events).toEqual([
      { type: 'paste', text: 'a\nb\nc\x1b[A' },
    ])
    expect(tokenize('\x1b[200~half', true)).toEqual({ events: [], rest: '\x1b[200~half' })
  })

  test('mouse reports tell button, wheel and place', () => {
    expect(tokenize('\x1b[<0;3;4M\x1b[<0;3;4m\x1b[<34;1;1M\x1b[<64;9;9M\x1b[<65;9;9M', false).events).toEqual([
      { type: 'mouse', action: 'press', button: 'left', column: 2, row: 3 },
      { type: 'mouse', action: 'release', button: 'left', column: 2, row: 3 },
      { type: 'mouse', action: 'drag', button: 'right', column: 0, row: 0 },
      { type: 'mouse', action: 'wheel-up', button: null, column: 8, row: 8 },
      { type: 'mouse', action: 'wheel-down', button: null, column: 8, row: 8 },
    ])
  })

  test('whatever comes, every byte is read once nothing more is expected', () => {
    const random = randomNumbers(3)
    const pieces = [
      '\x1b',
      '[',
      '<',
      '0',
      ';',
      '5',
      'A',
      '~',
      'M',
      'O',
      'P',
      ']',
      '\x07',
      '\x00',
      'é',
      '😀',
      '\ud83d',
      '\x9b',
      '?',
    ]
    for (let round = 0; round < 2000; round += 1) {
      const input = Array.from({ length: random(12) + 1 }, () => pieces[random(pieces.length)]).join('')
      const { events, rest } = tokenize(input, true)
      expect(rest).toBe('')
      for (const event of events) {
        if (event.type === 'key') expect(event.name).toMatch(/^(?:ctrl-)?(?:alt-)?(?:shift-)?./u)
      }
    }
  })

  test('a broken sequence is dropped and what follows is read', () => {
    expect(names('\x1b[12\x1b[A')).toEqual(['up'])
    expect(names('\x1b[1é')).toEqual(['é'])
  })
})

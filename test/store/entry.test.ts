import { expect, test } from 'vitest'
import { editEntry, emptyEntry, entryOf, insertText } from '../../src/store/entry.ts'

const rows: readonly [string, readonly string[], string, number][] = [
  ['printable keys are put in at the cursor', ['a', 'c', 'left', 'b'], 'abc', 2],
  ['backspace takes the character before the cursor', ['a', 'b', 'backspace'], 'a', 1],
  ['a character of two units goes at once', ['a', '🙂', 'backspace'], 'a', 1],
  [
    'ctrl-w takes the word before the cursor and the blanks behind it',
    ['a', 'b', 'space', 'c', 'space', 'ctrl-w'],
    'ab ',
    3,
  ],
  ['ctrl-u takes all before the cursor', ['a', 'b', 'left', 'ctrl-u'], 'b', 0],
  ['ctrl-k takes all behind the cursor', ['a', 'b', 'left', 'ctrl-k'], 'a', 1],
  ['home and end go to the ends', ['b', 'home', 'a', 'end', 'c'], 'abc', 3],
]

test.each(rows)('%s', (_, keys, text, at) => {
  const entry = keys.reduce((now, key) => editEntry(now, key) ?? now, emptyEntry)
  expect(entry).toEqual({ text, at })
})

test('a key that is no text is left to the commands', () => {
  expect(editEntry(entryOf('a'), 'enter')).toBeNull()
  expect(editEntry(entryOf('a'), 'ctrl-p')).toBeNull()
})

test('pasted line ends and escape sequences become blanks', () => {
  expect(insertText(emptyEntry, 'a\nb\u001b[31mc').text).toBe('a b [31mc')
})

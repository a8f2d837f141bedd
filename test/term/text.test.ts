import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { asciiCell } from '../../src/term/ascii.ts'
import { createGrid, paintArea, paintLine } from '../../src/term/grid.ts'
import { clipLine, clipMiddle, clipText, fitLine, fitText, plainText, type StyledLine } from '../../src/term/line.ts'
import { screenText } from '../../src/term/picture.ts'
import { plain, style } from '../../src/term/style.ts'
import { graphemes, isSimple, textWidth, visible } from '../../src/term/width.ts'

const words = (text: string): StyledLine => [{ text, style: plain }]

describe('the width of text', () => {
  test.each([
    ['policy', 6],
    ['日本', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['\u200b', 0],
    ['👍', 2],
    ['👩‍👩‍👧', 2],
    ['✓ ▶ │ … »', 9],
    ['한', 2],
    ['', 0],
  ])('%j takes %d cells', (text, width) => {
    expect(textWidth(text)).toBe(width)
  })

  test('every character taken to be simple has one cell', () => {
    const chars = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(isSimple)
    expect(chars.length).toBeGreaterThan(800)
    expect(chars.filter((char) => stringWidth(char) !== 1)).toEqual([])
  })

  test('a character alone is as wide as string-width says', () => {
    const wrong: string[] = []
    const dense = (code: number): boolean => code < 0x3400 || (code >= 0xfe00 && code < 0x10000) || code >> 12 === 0x1f
    for (let code = 0x20; code < 0x110000; code += dense(code) ? 1 : 97) {
      const char = String.fromCodePoint(code)
      // What we show as a picture of itself, and lone halves of characters.
      if (visible(char) !== char || (code >= 0xd800 && code < 0xe000)) continue
      if (textWidth(char) !== stringWidth(char)) wrong.push(`${code.toString(16)}: ${textWidth(char)}`)
    }
    expect(wrong).toEqual([])
  })

  test('control characters are seen and do nothing', () => {
    expect(visible('a\x1b[2Jb\r\n\x07\x9b31m\x7f\tc\u202ed')).toBe('a␛[2Jb␍␊␇�31m␡ c�d')
    expect(graphemes('a\x1b')).toEqual([
      { text: 'a', width: 1 },
      { text: '␛', width: 1 },
    ])
  })
})

describe('lines', () => {
  test('are cut in the middle where their end tells them apart', () => {
    expect(clipMiddle('microservice1', 9, '…')).toBe('micro…ce1')
    expect(clipMiddle('microservice1', 13, '…')).toBe('microservice1')
    expect(clipMiddle('日本語日本語', 8, '…')).toBe('日本…語')
    expect(clipMiddle('platform', 1, '…')).toBe('…')
  })

  test('are clipped between characters, never inside a wide one', () => {
    expect(clipText('日本語', 5)).toBe('日本')
    expect(clipText('platform', 5, '…')).toBe('plat…')
    expect(clipText('日本語', 4, '…')).toBe('日…')
    expect(clipText('abc', 3, '…')).toBe('abc')
    expect(clipText('abc', 0, '…')).toBe('')
  })

  test('keep the looks of their runs when clipped', () => {
    const line = [...words('one '), { text: 'two three', style: style({ fg: 'red' }) }]
    expect(clipLine(line, 8, '…')).toEqual([...words('one '), { text: 'two…', style: style({ fg: 'red' }) }])
    expect(plainText(clipLine(line, 4, '…'))).toBe('one…')
  })

  test('are filled to an exact width', () => {
    expect(plainText(fitLine(words('ab'), 5, plain))).toBe('ab   ')
    expect(fitText('日本語', 4)).toBe('日… ')
  })
})

describe('a grid', () => {
  test('has wide characters in two cells and blanks what is left when one half is painted over', () => {
    const grid = createGrid(8, 1)
    paintLine(grid, { left: 0, top: 0, width: 8 }, words('日本語'))
    expect(grid.texts).toEqual(['日', '', '本', '', '語', '', ' ', ' '])
    paintLine(grid, { left: 1, top: 0, width: 2 }, words('xy'))
    expect(grid.texts).toEqual([' ', 'x', 'y', ' ', '語', '', ' ', ' '])
  })

  test('leaves out a wide character that does not fit, and what is left of the edge', () => {
    const grid = createGrid(4, 1)
    paintLine(grid, { left: -1, top: 0, width: 4 }, words('日本'))
    expect(grid.texts).toEqual([' ', '本', '', ' '])
    paintLine(grid, { left: 1, top: 0, width: 2 }, words('a日'))
    expect(grid.texts).toEqual([' ', 'a', ' ', ' '])
  })

  test('clips an area at all edges', () => {
    const grid = createGrid(4, 2)
    paintArea(grid, { left: 2, top: -1, width: 9, height: 9 }, [words('above'), words('wide line'), words('second')])
    expect(screenText(grid)).toBe('  wi\n  se\n')
  })
})

test('everything we draw has a sign in ASCII, and the rest is a question mark', () => {
  const shown = Array.from('╭─ ✓ ✗ » ~ ▶ │ ● · … ═▶ é日', asciiCell).join('')
  expect(shown).toBe('+- v x > ~ > | * . ~ -> ??')
})

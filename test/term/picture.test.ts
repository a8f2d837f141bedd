import { describe, expect, test } from 'vitest'
import { createGrid, paintScreen } from '../../src/term/grid.ts'
import { darkPalette } from '../../src/term/palette.ts'
import { screenAnsi, screenText } from '../../src/term/picture.ts'
import { plain, style } from '../../src/term/style.ts'
import { screenSvg } from '../../src/term/svg.ts'

const grid = createGrid(12, 3)
paintScreen(grid, [
  [{ text: '╭─ tier ─╮', style: style({ dim: true }) }],
  [
    { text: '│ ', style: plain },
    { text: 'a<b 日✓', style: style({ fg: 'red', bold: true, inverse: true }) },
  ],
])
const svg = screenSvg(grid, { title: 'a & b', palette: darkPalette })

describe('a saved screen', () => {
  test('is text without colours, row by row', () => {
    expect(screenText(grid)).toBe('╭─ tier ─╮\n│ a<b 日✓\n\n')
  })

  test('is text with colours that `cat` shows', () => {
    expect(screenAnsi(grid)).toBe('\x1b[2m╭─ tier ─╮\x1b[m\n│ \x1b[1;7;31ma<b 日✓\x1b[m\n\n')
  })

  test('is a picture in which text fills exactly its cells', () => {
    // Two margins of 14 and 12 cells of 9.
    expect(svg).toMatch(/^<svg [^>]*width="136" /)
    expect(svg).toContain('textLength="36" lengthAdjust="spacingAndGlyphs"')
    expect(svg).toContain('>a&#60;b<')
    expect(svg).toContain('>a &#38; b<')
  })

  test('draws frames as lines and not as letters', () => {
    expect(svg).not.toMatch(/[─│╭╮]/)
    expect(svg).toMatch(/<path fill="none" stroke="#[0-9a-f]{6}"/)
  })

  test('shows inverse text on a block of its colour', () => {
    expect(svg).toMatch(new RegExp(`<rect [^>]*fill="${darkPalette.colors[1]}"`))
  })
})

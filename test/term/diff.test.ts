import xterm from '@xterm/headless'
import { describe, expect, test } from 'vitest'
import { difference } from '../../src/term/diff.ts'
import { createGrid, type Grid, paintLine, paintScreen } from '../../src/term/grid.ts'
import { basicColors, basicNumber, plain, type Style, style, styleOf } from '../../src/term/style.ts'
import { randomNumbers } from './random.ts'

const narrow = ['policy', 'x', '│', '      ', '──────', '            ', 'a b', '✓ Allow', '▶']
const texts = ['policy', 'x', '日本語', 'é', '│', '      ', '──────', '            ', 'a b', '✓ Allow', '▶', '한국']

function randomStyle(random: (limit: number) => number): Style {
  if (random(3) === 0) return plain
  return style({
    fg: random(2) ? (basicColors[random(16)] ?? null) : null,
    bold: random(3) === 0,
    dim: random(3) === 0,
    inverse: random(4) === 0,
    underline: random(5) === 0,
  })
}

function randomGrid(random: (limit: number) => number, like: Grid, from: readonly string[] = texts): Grid {
  const grid: Grid = { ...like, texts: [...like.texts], styles: Int32Array.from(like.styles) }
  for (let count = random(8); count >= 0; count -= 1) {
    const runs = Array.from({ length: random(5) + 1 }, () => ({
      text: from[random(from.length)] ?? '',
      style: randomStyle(random),
    }))
    paintLine(grid, { left: random(24) - 3, top: random(8), width: random(28) }, runs)
  }
  return grid
}

function write(terminal: InstanceType<typeof xterm.Terminal>, bytes: string): Promise<void> {
  return new Promise((resolve) => terminal.write(bytes, resolve))
}

/** What the emulator shows, cell by cell, in the words of a grid; the corner is left out. */
function shown(terminal: InstanceType<typeof xterm.Terminal>, grid: Grid): readonly string[] {
  return Array.from({ length: grid.columns * grid.rows - 1 }, (_, at) => {
    const cell = terminal.buffer.active.getLine(Math.floor(at / grid.columns))?.getCell(at % grid.columns)
    if (cell === undefined) throw new Error('no cell')
    if (cell.getWidth() === 0) return 'half'
    const flags = [cell.isBold(), cell.isDim(), cell.isInverse(), cell.isUnderline()].map((flag) => (flag ? 1 : 0))
    return `${cell.getChars() || ' '} ${cell.isFgDefault() ? -1 : cell.getFgColor()} ${flags.join('')}`
  })
}

function wanted(grid: Grid): readonly string[] {
  return Array.from({ length: grid.columns * grid.rows - 1 }, (_, at) => {
    const text = grid.texts[at] ?? ' '
    if (text === '') return 'half'
    // A wide character in the last two cells of the screen would reach into the corner.
    const reachesCorner = at === grid.columns * grid.rows - 2 && grid.texts[at + 1] === ''
    const look = styleOf(grid.styles[at] ?? 0)
    const flags = [look.bold, look.dim, look.inverse, look.underline].map((flag) => (flag ? 1 : 0))
    const color = look.fg === null ? -1 : (basicNumber(look.fg) ?? -1)
    return `${reachesCorner ? ' ' : text} ${color} ${flags.join('')}`
  })
}

describe('the difference of two screens', () => {
  for (const seed of [1, 2, 3, 4]) {
    test(`turns one into the next in an emulator, 60 times over (seed ${seed})`, async () => {
      const random = randomNumbers(seed)
      const terminal = new xterm.Terminal({ cols: 24, rows: 8, allowProposedApi: true })
      let before: Grid | null = null
      for (let step = 0; step < 60; step += 1) {
        const after: Grid = randomGrid(random, before ?? createGrid(24, 8))
        await write(terminal, difference(step % 10 === 9 ? null : before, after, 'true'))
        expect(shown(terminal, after), `step ${step}`).toEqual(wanted(after))
        before = after
      }
      expect(terminal.buffer.active.baseY).toBe(0)
    })
  }

  test('never blanks what stays: halfway through, each cell is the old one or the new one', async () => {
    const random = randomNumbers(9)
    const terminal = new xterm.Terminal({ cols: 24, rows: 8, allowProposedApi: true })
    let before = createGrid(24, 8)
    for (let step = 0; step < 30; step += 1) {
      const after = randomGrid(random, before, narrow)
      const [old, now] = [wanted(before), wanted(after)]
      for (const piece of difference(before, after, 'true').match(/[\s\S]{1,5}/g) ?? []) {
        await write(terminal, piece)
        const strange = shown(terminal, after).filter((cell, at) => cell !== old[at] && cell !== now[at])
        expect(strange, `step ${step}`).toEqual([])
      }
      before = after
    }
  })

  test('is nothing when nothing changed', () => {
    const grid = randomGrid(randomNumbers(5), createGrid(24, 8))
    expect(difference(grid, grid, 'true')).toBe('')
  })

  test('writes only the changed cells, and says a colour once', () => {
    const before = createGrid(40, 3)
    const after = createGrid(40, 3)
    const red = style({ fg: 'red' })
    paintLine(after, { left: 5, top: 1, width: 20 }, [{ text: 'denied', style: red }])
    expect(difference(before, after, 'true')).toBe('\x1b[2;6H\x1b[31mdenied\x1b[m')
  })

  test('erases a row that became blank instead of writing blanks', () => {
    const before = createGrid(40, 3)
    paintLine(before, { left: 0, top: 1, width: 40 }, [{ text: 'x'.repeat(40), style: plain }])
    expect(difference(before, createGrid(40, 3), 'true')).toBe('\x1b[2;1H\x1b[K')
  })

  test('never writes the bottom right cell and never clears the screen', () => {
    const full = createGrid(10, 2)
    paintScreen(
      full,
      [0, 1].map(() => [{ text: '#'.repeat(10), style: plain }]),
    )
    const bytes = difference(null, full, 'true')
    expect(bytes.match(/#/g)).toHaveLength(19)
    expect(bytes).not.toMatch(/\x1b\[\d?J/)
  })

  test('clears both cells of a character whose width terminals disagree on, and asks for its place after it', () => {
    const after = createGrid(20, 1)
    paintLine(after, { left: 0, top: 0, width: 20 }, [{ text: '👩‍👩‍👧x', style: plain }])
    expect(difference(createGrid(20, 1), after, 'true')).toBe('\x1b[1;1H  \x1b[1G👩‍👩‍👧\x1b[3Gx')
  })
})

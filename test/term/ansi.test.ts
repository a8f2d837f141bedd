import { describe, expect, test } from 'vitest'
import { ansiLine, parseAnsiLine } from '../../src/term/ansi.ts'
import { transition } from '../../src/term/sgr.ts'
import { basicColors, plain, type Style, style, styleId } from '../../src/term/style.ts'
import { randomNumbers } from './random.ts'

describe('text with colours', () => {
  test.each<[string, readonly { text: string; style: Style }[]]>([
    ['plain', [{ text: 'plain', style: plain }]],
    [
      '\x1b[1mb\x1b[22md',
      [
        { text: 'b', style: style({ bold: true }) },
        { text: 'd', style: plain },
      ],
    ],
    ['\x1b[31;1mr', [{ text: 'r', style: style({ fg: 'red', bold: true }) }]],
    [
      '\x1b[92;44mg\x1b[39;49mn',
      [
        { text: 'g', style: style({ fg: 'bright-green', bg: 'blue' }) },
        { text: 'n', style: plain },
      ],
    ],
    ['\x1b[38;5;9ma', [{ text: 'a', style: style({ fg: 'bright-red' }) }]],
    ['\x1b[38;5;208ma', [{ text: 'a', style: style({ fg: '#ff8700' }) }]],
    ['\x1b[38;5;244ma', [{ text: 'a', style: style({ fg: '#808080' }) }]],
    ['\x1b[48;2;1;2;255;7ma', [{ text: 'a', style: style({ bg: '#0102ff', inverse: true }) }]],
    [
      '\x1b[7ma\x1b[mb',
      [
        { text: 'a', style: style({ inverse: true }) },
        { text: 'b', style: plain },
      ],
    ],
    [
      'a\x1b]8;;http://x\x07b\x1b[2Jc\x1b7d',
      [
        { text: 'a', style: plain },
        { text: 'b', style: plain },
        { text: 'c', style: plain },
        { text: 'd', style: plain },
      ],
    ],
  ])('%j', (text, runs) => {
    expect(parseAnsiLine(text)).toEqual(runs)
  })

  test('written and read again it is the same', () => {
    const random = randomNumbers(7)
    for (let round = 0; round < 200; round += 1) {
      const line = Array.from({ length: 6 }, (_, at) => ({
        text: `run${at}`,
        style: style({
          fg: random(2) ? (basicColors[random(16)] ?? null) : '#12ab34',
          bg: random(3) ? null : (basicColors[random(16)] ?? null),
          bold: random(2) === 0,
          dim: random(2) === 0,
          inverse: random(2) === 0,
          italic: random(2) === 0,
          underline: random(2) === 0,
          strike: random(2) === 0,
        }),
      }))
      const runs = parseAnsiLine(ansiLine(line))
      const cells = (of: readonly { text: string; style: Style }[]): string[] =>
        of.flatMap((run) => Array.from(run.text, (char) => `${char}${styleId(run.style)}`))
      expect(cells(runs)).toEqual(cells(line))
    }
  })
})

describe('a change of look', () => {
  const id = (difference: Partial<Style>): number => styleId(style(difference))

  test.each<[Partial<Style>, Partial<Style>, string]>([
    [{}, { bold: true }, '\x1b[1m'],
    [{ bold: true, dim: true, fg: 'red' }, { dim: true, fg: 'red' }, '\x1b[22;2m'],
    [{ bold: true, fg: 'red' }, {}, '\x1b[0m'],
    [{ fg: 'red' }, { fg: 'green' }, '\x1b[32m'],
    [{ inverse: true, fg: 'red' }, { fg: 'red' }, '\x1b[27m'],
    [{ fg: 'red' }, { fg: 'red' }, ''],
  ])('from %o to %o is %j', (before, after, bytes) => {
    const written = transition(id(before), id(after), 'true')
    expect(written === '\x1b[m' ? '\x1b[0m' : written).toBe(bytes)
  })

  test.each([
    ['true', '\x1b[38;2;255;135;0m'],
    ['256', '\x1b[38;5;208m'],
    ['16', '\x1b[33m'],
    ['never', ''],
  ] as const)('an exact colour in a terminal of %s colours is %j', (depth, bytes) => {
    expect(transition(0, id({ fg: '#ff8700' }), depth)).toBe(bytes)
  })

  test('without colours bold and inverse stay', () => {
    expect(transition(0, id({ fg: 'red', bold: true, inverse: true }), 'never')).toBe('\x1b[1;7m')
  })
})

import type { StyledLine } from '../term/line.ts'

/** What stands for our signs where a terminal has nothing but ASCII. */
const signs: Readonly<Record<string, string>> = {
  '✓': 'v',
  '✗': 'x',
  '»': '>',
  '≡': '=',
  '…': '~',
  '·': '.',
  '●': '*',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '▸': '>',
  '▶': '>',
  '▴': '^',
  '▾': 'v',
  '‹': '<',
  '›': '>',
  '─': '-',
  '│': '|',
}

const known = new RegExp(`[${Object.keys(signs).join('')}]`, 'g')

/** A line whose signs are ASCII. Names that hold other characters keep them: they are not ours to change. */
export function asciiLine(line: StyledLine): StyledLine {
  return line.map((run) => ({ text: run.text.replace(known, (sign) => signs[sign] ?? sign), style: run.style }))
}

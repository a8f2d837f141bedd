/** Signs we draw with, and what stands for them where only ASCII can be shown. All take one cell in both. */
const substitutes = new Map<string, string>(
  (
    [
      ['─━═╌╍┄┅┈┉‐‑‒–—―▔▁', '-'],
      ['│┃║╎╏┆┇┊┋▏▎▕▌▐¦', '|'],
      ['╭╮╰╯┌┐└┘┏┓┗┛├┤┬┴┼┣┫┳┻╋╔╗╚╝╠╣╦╩╬┝┥┠┨', '+'],
      ['▶▸►→›»❯⏵➜⇒', '>'],
      ['◀◂◄←‹«❮⇐', '<'],
      ['▲▴↑', '^'],
      ['▼▾↓', 'v'],
      ['✓✔', 'v'],
      ['✗✘×✕', 'x'],
      ['●•■◆★', '*'],
      ['○◦◌□◇☆', 'o'],
      ['·∙⋅', '.'],
      ['…', '~'],
      ['≈∼', '~'],
      ['█▇▆▅▓', '#'],
      ['▄▃▂▒░', ':'],
      ['↕↔', '|'],
      ['≠', '!'],
      ['≡', '='],
      ['≤', '<'],
      ['≥', '>'],
      ['∅', '0'],
      ['“”„', '"'],
      ['‘’', "'"],
      ['⚠', '!'],
      ['\u00a0', ' '],
    ] as const
  ).flatMap(([signs, substitute]) => Array.from(signs, (sign): [string, string] => [sign, substitute])),
)

/** One cell's character in ASCII; what has no substitute is a question mark. The empty second half of a wide one stays. */
export function asciiCell(text: string): string {
  if (text === '' || (text.length === 1 && text <= '~')) return text
  return substitutes.get(text) ?? '?'
}

/** A text in ASCII. */
export function asciiText(text: string): string {
  return Array.from(text, asciiCell).join('')
}

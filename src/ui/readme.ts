import { type Line, type Span, span } from '../text/styled.ts'
import { wrapLine } from '../text/wrap.ts'

/** A README as lines no wider than `width`: headings, paragraphs, lists and code of Markdown, and nothing more of it. */
export function readmeLines(text: string, width: number): readonly Line[] {
  return blocks(text).flatMap((block) => blockLines(block, width))
}

function blockLines(block: Block, width: number): readonly Line[] {
  switch (block.type) {
    case 'blank':
      return [[]]
    case 'heading':
      return wrapLine([span(block.text, 'heading')], width, 0)
    case 'code':
      return wrapLine([span(`  ${block.text}`, 'accent')], width, 6)
    case 'item':
      return wrapLine(inlines(block.text), width, block.hang)
    case 'paragraph':
      return wrapLine(inlines(block.text), width, 0)
  }
}

type Block =
  | { readonly type: 'blank' }
  | { readonly type: 'heading' | 'code' | 'paragraph'; readonly text: string }
  | { readonly type: 'item'; readonly text: string; readonly hang: number }

/** Lines that belong together joined to one block. */
function blocks(text: string): readonly Block[] {
  const found: Block[] = []
  for (const line of text.trimEnd().split('\n')) {
    const next = blockOf(line)
    const last = found.at(-1)
    const continues = next.type === 'paragraph' && (last?.type === 'paragraph' || last?.type === 'item')
    if (continues) found[found.length - 1] = { ...last, text: `${last.text} ${next.text}` }
    else if (next.type !== 'blank' || last?.type !== 'blank') found.push(next)
  }
  return found
}

function blockOf(line: string): Block {
  if (line.trim() === '' || /^\s*```/.test(line)) return { type: 'blank' }
  const heading = /^#+\s+(.*)$/.exec(line)
  if (heading !== null) return { type: 'heading', text: heading[1] ?? '' }
  const item = /^\s{0,3}([-*]|\d+\.)\s+(.*)$/.exec(line)
  if (item !== null) {
    const mark = item[1] === '-' || item[1] === '*' ? '·' : (item[1] ?? '')
    return { type: 'item', text: `${mark} ${item[2] ?? ''}`, hang: mark.length + 1 }
  }
  if (/^( {4}|\t)/.test(line) && !/^ {4,}\S.*[.,]$/.test(line)) return { type: 'code', text: line.trim() }
  return { type: 'paragraph', text: line.trim() }
}

/** The text with what stands in backticks set apart. */
function inlines(text: string): readonly Span[] {
  return text.split('`').map((part, at) => span(part.replace(/\*\*/g, ''), at % 2 === 1 ? 'accent' : 'plain'))
}

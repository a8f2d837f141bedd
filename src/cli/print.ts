import { asciiText } from '../term/ascii.ts'
import { needsAscii } from '../term/capabilities.ts'
import { transition } from '../term/sgr.ts'
import { type ColorDepth, styleId } from '../term/style.ts'
import { type Line, plainText } from '../text/styled.ts'
import { defaultTheme } from '../ui/theme.ts'
import type { ColorChoice, GlobalOptions } from './options.ts'
import type { Output, World } from './world.ts'

/** Prints lines to standard output, in colour and in ASCII alone where that is wanted. */
export async function printLines(lines: readonly Line[], global: GlobalOptions, world: World): Promise<void> {
  const depth = colorDepth(global.color, world.stdout, world.env)
  const styled = depth === null ? plainText : (one: Line) => colored(one, depth)
  const line = isAscii(global, world) ? (one: Line) => styled(inAscii(one)) : styled
  // In pieces, so that `| head` ends a long text early.
  for (let at = 0; at < lines.length; at += 1000) {
    await world.stdout.write(
      `${lines
        .slice(at, at + 1000)
        .map(line)
        .join('\n')}\n`,
    )
  }
}

/** True with `--ascii`, in a locale without UTF-8, and on a terminal that cannot show more; the kind of terminal says nothing of a pipe. */
function isAscii({ ascii }: GlobalOptions, { stdout, env }: World): boolean {
  return ascii || needsAscii(stdout.isTerminal ? env : { ...env, TERM: undefined }, process.platform)
}

function inAscii(line: Line): Line {
  return line.map((part) => ({ ...part, text: asciiText(part.text) }))
}

/** How many colours to write, or null for none: only on a terminal, and not with NO_COLOR, unless `--color` says how many. */
export function colorDepth(choice: ColorChoice, output: Output, env: World['env']): ColorDepth | null {
  if (choice === 'never') return null
  if (choice !== 'auto') return choice
  if (!output.isTerminal || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return null
  return '16'
}

function colored(line: Line, depth: ColorDepth): string {
  let text = ''
  let before = 0
  for (const part of line) {
    const style = styleId(defaultTheme.roles[part.role])
    text += transition(before, style, depth) + part.text
    before = style
  }
  return text + transition(before, 0, depth)
}

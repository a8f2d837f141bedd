import type { Decider } from '../engine/flow-groups.ts'
import { recordedWords } from '../engine/replay.ts'
import { visible } from '../model/visible.ts'
import type { StyledLine } from '../term/line.ts'
import { grouped } from '../text/list.ts'
import { type Look, run } from './look.ts'

/** What decided, a line for each: `   ✗ 3  dst  Deny at the end of tier platform (catfacts/platform.db)`. */
export function deciderLines(look: Look, deciders: readonly Decider[]): readonly StyledLine[] {
  return deciders.map(({ flow, connections }): StyledLine => {
    const isDenied = flow.action === 'Deny'
    const last = flow.enforced.at(-1)
    return [
      run(look, ` ${isDenied ? look.glyphs.deny : look.glyphs.allow} `, isDenied ? 'deny' : 'allow'),
      run(look, `${grouped(connections).padStart(5)}  `),
      run(look, `${flow.reporter}  `, 'faint'),
      run(look, last === undefined ? 'not told by what' : visible(recordedWords(last))),
    ]
  })
}

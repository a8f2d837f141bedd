import { plainText } from '../../text/styled.ts'
import { traceLines } from '../../text/trace.ts'
import { traceJson } from '../../text/trace-json.ts'
import type { Command } from '../command.ts'
import type { State } from '../state.ts'
import { commandLine } from '../trace-question.ts'
import { type InTrace, inTrace } from './trace-in.ts'

interface Copy {
  readonly id: string
  readonly keys: string
  readonly what: string
  text(where: InTrace): string
}

const copies: readonly Copy[] = [
  {
    id: 'trace.copy-command',
    keys: 'Y c',
    what: 'the command line',
    text: ({ state, view }) => commandLine(view.question, sourceOf(state), view.scope),
  },
  {
    id: 'trace.copy-text',
    keys: 'Y t',
    what: 'the trace as text',
    text: ({ scene }) => {
      const options = { index: scene.index, width: null, isComplete: false }
      return `${traceLines(scene.trace, options).map(plainText).join('\n')}\n`
    },
  },
  {
    id: 'trace.copy-json',
    keys: 'Y j',
    what: 'the trace as JSON',
    text: ({ scene }) => `${JSON.stringify(traceJson(scene.trace), null, 2)}\n`,
  },
]

/** The snapshot as `--snapshot` takes it, or null when there are several or none. */
function sourceOf(state: State): string | null {
  return state.source.paths.length === 1 ? (state.source.paths[0] ?? null) : null
}

export const traceCopyCommands: readonly Command[] = copies.map((each) => ({
  id: each.id,
  contexts: ['trace'],
  keys: [each.keys],
  help: `copy ${each.what}`,
  group: 'Copy',
  hint: null,
  run: inTrace((where) => [where.state, [{ type: 'copy', text: each.text(where), what: each.what }]]),
}))

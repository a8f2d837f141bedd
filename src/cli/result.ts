import { escapeJson } from '../text/escape.ts'
import type { Line } from '../text/styled.ts'
import { usage } from './failed.ts'
import type { GlobalOptions, OutputForm } from './options.ts'
import { printLines } from './print.ts'
import type { World } from './world.ts'

/** One result in its two shapes; each is made only when it is asked for. */
export interface Result {
  /** Columns to fit into, or null when nothing may be cut. */
  lines(width: number | null): readonly Line[]
  json(): unknown
}

/** Prints a result in the form that was asked for. */
export async function printResult(result: Result, global: GlobalOptions, world: World): Promise<void> {
  switch (resultForm(global)) {
    case 'text':
      return printLines(result.lines(world.stdout.columns), global, world)
    case 'json':
      return world.stdout.write(`${escapeJson(JSON.stringify(result.json(), null, 2))}\n`)
    case 'yaml': {
      const { yamlText } = await import('../text/yaml.ts')
      return world.stdout.write(yamlText(result.json()))
    }
  }
}

/** The form of one result; `jsonl` is for batches. To be called before anything is read. */
export function resultForm({ output }: GlobalOptions): Exclude<OutputForm, 'jsonl' | 'csv'> {
  if (output === 'jsonl') throw usage('jsonl is the form of a batch (`--queries`); expected text, json or yaml')
  if (output === 'csv') throw usage('csv is a form of `flows`; expected text, json or yaml')
  return output ?? 'text'
}

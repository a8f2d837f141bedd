import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateCluster } from '../generate/cluster.ts'
import { generateQueries } from '../generate/queries.ts'
import type { Row } from './report.ts'

const program = 'bin/calico-tui'

/** Tells the most memory a process had, as its last line on standard error. */
const tellMemory =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\nmaxRSS "+process.resourceUsage().maxRSS))'

/** Runs a process to its end; gives what it wrote to standard error when asked to keep that. */
function run(args: readonly string[], keep: boolean): string {
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', keep ? 'pipe' : 'ignore'],
    encoding: 'utf8',
  })
  // 2 and 3 are answers too: denied, and decided only under assumptions.
  if (status === null || ![0, 2, 3].includes(status)) throw new Error(`${args.join(' ')}: exit ${status}`)
  return stderr ?? ''
}

/** The best time of some runs, in milliseconds. */
function best(runs: number, args: readonly string[]): number {
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at < runs; at += 1) {
    const from = performance.now()
    run(args, false)
    least = Math.min(least, performance.now() - from)
  }
  return least
}

/** The most memory a process had, in megabytes. */
function memory(args: readonly string[]): number {
  return Number(/maxRSS (\d+)/.exec(run(['--import', tellMemory, ...args], true))?.[1] ?? Number.NaN) / 1024
}

/** Whole processes, from start to end. */
export function processRows(): Row[] {
  const cases: readonly (readonly [string, string, number | null])[] = [
    ['node alone, to compare with', '', null],
    ['help', '--help', 100],
    ['one trace on catfacts', 'trace --snapshot catfacts --from dev/netshoot --to catfacts/db --port 3306', 200],
    ['the same as JSON', 'trace --snapshot catfacts --from dev/netshoot --to catfacts/db --port 3306 -o json', 200],
    ['the board of catfacts as text', 'board --snapshot catfacts', null],
  ]
  return cases.map(([what, command, goal]) => {
    const args = command === '' ? ['-e', '0'] : [program, ...command.split(' ')]
    const told = command === '' ? 'node -e 0' : `calico-tui ${command}`
    return { what, command: told, figure: best(9, args), unit: 'ms', goal }
  })
}

/** Many questions to one snapshot, in time and memory. */
export function batchRows(): Row[] {
  return inFolder((folder) => {
    const [few, many] = [join(folder, 'few.jsonl'), join(folder, 'many.jsonl')]
    for (const [file, count] of [
      [few, 1_000],
      [many, 100_000],
    ] as const) {
      writeFileSync(file, [...generateQueries(count)].map((query) => `${JSON.stringify(query)}\n`).join(''))
    }
    const args = (file: string) => [program, 'trace', '--snapshot', 'storefront', '--queries', file]
    const time = (what: string, more: readonly string[], goal: number | null): Row => ({
      what,
      command: ['calico-tui trace --snapshot storefront --queries FILE', ...more].join(' '),
      figure: best(3, [...args(many), ...more]),
      unit: 'ms',
      goal,
    })
    const least = memory(args(few))
    return [
      time('100,000 questions to storefront', [], 3_000),
      time('the same in both scopes', ['--scope', 'both'], null),
      time('the same with all steps', ['--steps'], null),
      { what: 'most memory at 1,000 questions', command: null, figure: least, unit: 'MB', goal: null },
      // Constant: what the garbage collector leaves lying about may differ.
      {
        what: 'most memory at 100,000 questions',
        command: null,
        figure: memory(args(many)),
        unit: 'MB',
        goal: least * 1.5,
      },
    ]
  })
}

/** A large snapshot read and told as text: 100,000 pods and 10,000 policies. */
export function largeRows(): Row[] {
  return inFolder((folder) => {
    const file = join(folder, 'large.jsonl')
    const lines = [...generateCluster({ pods: 100_000, policies: 10_000 })].map(
      (object) => `${JSON.stringify(object)}\n`,
    )
    writeFileSync(file, lines.join(''))
    const args = [program, 'board', '--snapshot', file]
    const what = '100,000 pods and 10,000 policies from JSON lines to the board as text'
    return [
      { what, command: 'calico-tui board --snapshot FILE', figure: best(2, args), unit: 'ms', goal: null },
      { what: 'most memory on the way', command: null, figure: memory(args), unit: 'MB', goal: 700 },
    ]
  })
}

function inFolder(measure: (folder: string) => Row[]): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-bench-'))
  try {
    return measure(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

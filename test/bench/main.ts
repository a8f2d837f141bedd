// Prints what the program reaches: `npm run bench`, or some sections only: `npm run bench -- processes batch`;
// `npm run bench -- churn --minutes 10` for that long.
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { churnRows } from './churn.ts'
import { engineFigures } from './engine.ts'
import { flowScreenRows } from './flow-screen.ts'
import { flowRows } from './flows.ts'
import { generatedRows } from './generated.ts'
import { liveRows } from './live.ts'
import { liveFlowRows } from './live-flows.ts'
import { batchRows, largeRows, processRows } from './processes.ts'
import { type Row, table } from './report.ts'
import { terminalRows } from './terminal.ts'

const { values, positionals: asked } = parseArgs({
  options: { minutes: { type: 'string', default: '1' } },
  allowPositionals: true,
})

const sections: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  engine: () =>
    engineFigures().map(({ what, ms, limitMs }) => ({ what, command: null, figure: ms, unit: 'ms', goal: limitMs })),
  generated: generatedRows,
  flows: flowRows,
  processes: processRows,
  batch: batchRows,
  large: largeRows,
  live: liveRows,
  'live-flows': async () => [...(await liveFlowRows()), ...(await flowScreenRows())],
  churn: () => churnRows(Number(values.minutes)),
  terminal: terminalRows,
}

const unknown = asked.filter((name) => sections[name] === undefined)
if (unknown.length > 0) {
  process.stderr.write(`no such section: ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}\n`)
  process.exit(64)
}
const isAsked = (name: string) => asked.length === 0 || asked.includes(name)

process.stdout.write(
  `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}); best of several runs\n`,
)
for (const [name, measure] of Object.entries(sections)) {
  if (isAsked(name)) process.stdout.write(`\n${name}\n${table(await measure())}\n`)
}
process.exit(0)

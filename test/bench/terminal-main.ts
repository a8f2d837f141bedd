// The figures of the terminal alone: `node test/run.mjs test/bench/terminal-main.ts`.
import { cpus } from 'node:os'
import { benchTerminal } from './terminal.ts'

process.stdout.write(`Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'})\n`)
await benchTerminal((line) => process.stdout.write(`${line}\n`))
process.exit(0)

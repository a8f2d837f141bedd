import { exitCode } from './failed.ts'
import { run } from './run.ts'
import { processWorld } from './world.ts'

const interrupt = new AbortController()
// The first Ctrl-C lets a command end in order, a second one ends the process at once.
process.once('SIGINT', () => interrupt.abort())
const code = await run(process.argv.slice(2), processWorld(interrupt.signal))
process.exitCode = code
// What was interrupted may still hold an open standard input, for which the process would wait.
if (code === exitCode.interrupted) process.exit()

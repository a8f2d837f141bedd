import { run } from './run.ts'
import { processWorld } from './world.ts'

const interrupt = new AbortController()
process.once('SIGINT', () => interrupt.abort())
process.exitCode = await run(process.argv.slice(2), processWorld(interrupt.signal))

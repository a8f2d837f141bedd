// Runs a TypeScript file of this repository on Node 20: `node test/run.mjs test/bench/main.ts [arguments]`.
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const [entry, ...rest] = process.argv.slice(2)
if (entry === undefined) {
  process.stderr.write('usage: node test/run.mjs FILE.ts [arguments]\n')
  process.exit(64)
}
// Inside node_modules, so that packages left out of the bundle are found.
const folder = await mkdtemp(join(root, 'node_modules/.run-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
await build({
  absWorkingDir: root,
  entryPoints: [resolve(entry)],
  outfile: join(folder, 'entry.mjs'),
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  jsx: 'automatic',
  sourcemap: 'inline',
  logLevel: 'error',
})
process.argv = [process.argv[0] ?? 'node', resolve(entry), ...rest]
await import(pathToFileURL(join(folder, 'entry.mjs')).href)

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of the installed program (or of the checkout), with a `/` at its end. */
export function rootFolder(): string {
  // dist/main.js stands one folder below it, src/cli/*.ts two.
  const near = fileURLToPath(new URL('..', import.meta.url))
  return existsSync(`${near}package.json`) ? near : fileURLToPath(new URL('../..', import.meta.url))
}

/** The folder of the bundled snapshots. */
export function snapshotsFolder(): string {
  return `${rootFolder()}snapshots`
}

/** The version of the program. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(`${rootFolder()}package.json`, 'utf8'))
  const found = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null
  return typeof found === 'string' ? found : '0.0.0'
}

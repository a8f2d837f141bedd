// Writes the generated parts of the README: `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withKeys } from './keys.ts'

// The runner bundles this file elsewhere; the working directory is the checkout.
const readme = process.argv[2] ?? fileURLToPath(new URL('README.md', `file://${process.cwd()}/`))
writeFileSync(readme, withKeys(readFileSync(readme, 'utf8')))

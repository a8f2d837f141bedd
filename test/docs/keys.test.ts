import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { keymap } from '../../src/store/keymap.ts'
import { keysTable, withKeys } from './keys.ts'

const readme = fileURLToPath(new URL('../../README.md', import.meta.url))

test('the key table of the README is that of the keymap (npm run docs)', () => {
  const text = existsSync(readme) ? readFileSync(readme, 'utf8') : ''
  expect(text).toBe(withKeys(text))
})

test('the key table names every command that has a key', () => {
  const table = keysTable()
  const missing = keymap.commands.filter((one) => one.keys.length > 0 && !table.includes(`| ${one.help} |`))
  expect(missing.map((one) => one.id)).toEqual([])
})

test('the table goes between its marks and leaves the rest alone', () => {
  const text = withKeys('before\n<!-- keys -->\nstale words\n<!-- /keys -->\nafter\n')
  expect(text.startsWith('before\n<!-- keys -->\n\n**Anywhere**')).toBe(true)
  expect(text.endsWith('\n\n<!-- /keys -->\nafter\n')).toBe(true)
  expect(text).not.toContain('stale words')
})

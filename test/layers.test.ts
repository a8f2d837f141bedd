import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const src = fileURLToPath(new URL('../src', import.meta.url))

/** Layer -> the layers it may import, and the packages. `node:` stands for all of Node's own modules. */
const may: Record<string, { layers: string[]; packages: string[] }> = {
  model: { layers: [], packages: [] },
  decode: { layers: ['model'], packages: [] },
  engine: { layers: ['model'], packages: [] },
  text: { layers: ['model', 'engine'], packages: ['yaml'] },
  store: { layers: ['model', 'engine', 'text'], packages: ['fuse.js'] },
  term: { layers: [], packages: ['node:'] },
  ui: { layers: ['model', 'engine', 'text', 'store', 'term'], packages: ['ink', 'react'] },
  sources: {
    layers: ['model', 'decode'],
    packages: ['node:', 'yaml', 'js-yaml', 'tar-stream', 'ws', '@grpc/grpc-js', '@grpc/proto-loader'],
  },
  cli: {
    layers: ['model', 'decode', 'engine', 'text', 'store', 'term', 'ui', 'sources'],
    packages: ['node:', 'commander', 'ink', 'react'],
  },
}
/** A package that only one file of its layer may import. */
const onlyIn: Record<string, string> = { yaml: 'text/yaml.ts', 'fuse.js': 'store/search.ts' }

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8')
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|import\(\s*'([^']+)'/g)].map(
    (found) => found[1] ?? found[2] ?? '',
  )
}

function forbidden(file: string, target: string): boolean {
  const layer = file.split('/')[0] ?? ''
  const rule = may[layer]
  if (rule === undefined) return true
  if (target.startsWith('.')) {
    const other = posix.join(posix.dirname(file), target).split('/')[0] ?? ''
    return other !== layer && !rule.layers.includes(other)
  }
  const allowed = rule.packages.some((name) =>
    name === 'node:' ? target.startsWith('node:') : target === name || target.startsWith(`${name}/`),
  )
  const only = layer === 'text' || layer === 'store' ? onlyIn[target] : undefined
  return !allowed || (only !== undefined && only !== file)
}

test('every import goes the way the layers allow', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => forbidden(file, target))
      .map((target) => `${file} imports ${target}`),
  )
  expect(wrong).toEqual([])
})

test('there are no barrel files', () => {
  expect(files.filter((file) => /(^|\/)index\.tsx?$/.test(file))).toEqual([])
})

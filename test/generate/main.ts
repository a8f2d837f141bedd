// Makes clusters and questions of any size: `npm run generate -- --pods 100000 --policies 10000 --output big.json`.
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { generateCluster } from './cluster.ts'
import { generateProductionNode } from './production-node.ts'
import { generateQueries } from './queries.ts'

const usage = `usage: npm run generate -- --pods N --policies N [--namespaces N] [--sets N] [--seed N]
       npm run generate -- --shape node             the shape of a large production node
       npm run generate -- --queries N              questions about the snapshot storefront, for trace --queries
options: --format json|jsonl (default json)  --output FILE (default standard output)`

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '1000' },
    policies: { type: 'string', default: '100' },
    namespaces: { type: 'string' },
    sets: { type: 'string' },
    seed: { type: 'string', default: '1' },
    shape: { type: 'string', default: 'cluster' },
    queries: { type: 'string' },
    format: { type: 'string', default: 'json' },
    output: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

function count(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name}: expected a whole number, not \`${text}\``)
  return Number(text)
}

function objects(): Iterable<unknown> {
  const seed = count('seed', values.seed)
  if (values.queries !== undefined) return generateQueries(count('queries', values.queries), seed)
  if (values.shape === 'node') return generateProductionNode(seed)
  return generateCluster({
    pods: count('pods', values.pods),
    policies: count('policies', values.policies),
    seed,
    ...(values.namespaces === undefined ? {} : { namespaces: count('namespaces', values.namespaces) }),
    ...(values.sets === undefined ? {} : { sets: count('sets', values.sets) }),
  })
}

/** Text in pieces of some size: a write for each object would take most of the time. */
function* pieces(): Generator<string> {
  const isList = values.format === 'json' && values.queries === undefined
  let piece = isList ? '{"apiVersion":"v1","kind":"List","metadata":{"resourceVersion":""},"items":[\n' : ''
  let first = true
  for (const object of objects()) {
    piece += `${isList && !first ? ',\n' : ''}${JSON.stringify(object)}${isList ? '' : '\n'}`
    first = false
    if (piece.length > 100_000) {
      yield piece
      piece = ''
    }
  }
  yield isList ? `${piece}\n]}\n` : piece
}

async function write(to: Writable): Promise<void> {
  for (const piece of pieces()) {
    if (!to.write(piece)) await new Promise((resolve) => to.once('drain', resolve))
  }
  if (to !== process.stdout) await new Promise((resolve) => to.end(resolve))
}

if (values.help) process.stdout.write(`${usage}\n`)
else await write(values.output === undefined ? process.stdout : createWriteStream(values.output))

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { tar } from '../corpus/tar.ts'
import { bundled, readSnapshot } from './read-snapshot.ts'

/** Change it to meet other mistakes; a failure names the mutation, which depends on this number alone. */
const seed = 20261121

let folder = ''
let json: Buffer
let yaml: Buffer
let whole = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calico-tui-fuzz-'))
  json = await readFile(join(bundled, 'catfacts/cluster.json'))
  const list = JSON.parse(json.toString())
  whole = list.items.length
  yaml = Buffer.from(stringify(list, { indentSeq: false }))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Numbers from 0 to 1 that depend on the seed and the name alone. */
function numbers(name: string): () => number {
  let state = [...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), seed) >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

interface Mutation {
  readonly bytes: Buffer
  readonly told: string
}

function flipped(bytes: Buffer, random: () => number, alphabet: string | null): Mutation {
  const copy = Buffer.from(bytes)
  const at = Math.floor(random() * copy.length)
  const was = copy[at]
  copy[at] =
    alphabet === null ? Math.floor(random() * 256) : alphabet.charCodeAt(Math.floor(random() * alphabet.length))
  return { bytes: copy, told: `byte ${at} from ${was} to ${copy[at]}` }
}

function cut(bytes: Buffer, random: () => number): Mutation {
  const length = Math.floor(random() * bytes.length)
  return { bytes: bytes.subarray(0, length), told: `cut off after ${length} bytes` }
}

function spliced(bytes: Buffer, random: () => number): Mutation {
  const [from = 0, to = 0, at = 0] = [random(), random(), random()].map((part) => Math.floor(part * bytes.length))
  const piece = bytes.subarray(Math.min(from, to), Math.min(from, to) + Math.min(Math.abs(to - from), 5000))
  const rest = bytes.subarray(at + Math.floor(random() * 500))
  return { bytes: Buffer.concat([bytes.subarray(0, at), piece, rest]), told: `bytes ${from} to ${to} put at ${at}` }
}

/** Reads a mutation; gives how many objects it still holds. Nothing may be thrown but that there is no object. */
async function objectsIn(mutation: Mutation, name: string): Promise<number> {
  const path = join(folder, name)
  await writeFile(path, mutation.bytes)
  const { cluster, events, problems, failure } = await readSnapshot([path])
  if (failure !== null)
    expect([mutation.told, failure]).toEqual([mutation.told, expect.stringMatching(/^SnapshotError: /)])
  expect([
    mutation.told,
    problems.filter(
      ({ message }) =>
        !/^[^A-Z\n\u0000-\u001f][^\n\u0000-\u001f]*[^.\n]$/u.test(message) && !/^JSON|^YAML/.test(message),
    ),
  ]).toEqual([mutation.told, []])
  indexCluster(cluster)
  return events.reduce((most, event) => (event.type === 'progress' ? Math.max(most, event.objects) : most), 0)
}

test('one wrong byte in a JSON list costs at most one object', async () => {
  const random = numbers('json')
  for (let round = 0; round < 100; round += 1) {
    const mutation = flipped(json, random, round % 2 === 0 ? null : '{}[]",:\\\n ')
    expect([mutation.told, whole - (await objectsIn(mutation, 'a.json'))]).toEqual([
      mutation.told,
      expect.toSatisfy((lost: number) => lost <= 1),
    ])
  }
})

test('one wrong byte in a YAML list costs at most two objects', async () => {
  const random = numbers('yaml')
  for (let round = 0; round < 40; round += 1) {
    const mutation = flipped(yaml, random, round % 2 === 0 ? null : '-:#&*!|>\'"%@`{}[]\n\t ')
    expect([mutation.told, whole - (await objectsIn(mutation, 'a.yaml'))]).toEqual([
      mutation.told,
      expect.toSatisfy((lost: number) => lost <= 2),
    ])
  }
})

test('of a list that is cut off every object before the cut is used', async () => {
  const random = numbers('cut')
  // Items stand at an indent of two blanks in this dump.
  const ends = [...json.toString('latin1').matchAll(/\n {2}\}/g)].map(({ index }) => index + 4)
  for (let round = 0; round < 60; round += 1) {
    const mutation = cut(json, random)
    const complete = ends.filter((end) => end <= mutation.bytes.length).length
    expect([mutation.told, await objectsIn(mutation, 'a.json')]).toEqual([mutation.told, complete])
  }
})

test('whatever was put into the wrong place, nothing is thrown', async () => {
  const random = numbers('splice')
  for (let round = 0; round < 25; round += 1) {
    await objectsIn(spliced(json, random), 'a.json')
    await objectsIn(spliced(yaml, random), 'a.yaml')
  }
})

test('damage to packed data is told, never thrown', async () => {
  const random = numbers('packed')
  const packed = gzipSync(
    tar([
      ['a.json', json.toString()],
      ['b.yaml', yaml.toString().slice(0, 20_000)],
    ]),
  )
  for (let round = 0; round < 40; round += 1) {
    await objectsIn(flipped(packed, random, null), 'a.tar.gz')
    await objectsIn(cut(packed, random), 'a.tar.gz')
  }
})

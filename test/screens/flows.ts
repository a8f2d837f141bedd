import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { catfactsEdits, copied } from './edits.ts'

/** Keys to press, one after the other; `type` is text typed at once. Then the screen is kept under `name`, if it has one. */
export interface Step {
  readonly name: string | null
  readonly keys: readonly string[]
  readonly type?: string
  /** Something done outside, before the keys. */
  readonly act?: () => void
}

/** A start of the program and what is done in it. */
export interface Flow {
  readonly args: readonly string[]
  readonly steps: readonly Step[]
}

/** A connection that the README of a snapshot offers to trace. */
interface Connection {
  readonly from: string
  readonly to: string
  readonly protocol: string | null
  readonly port: string | null
}

/** The connections of a snapshot's README, in its order. */
export function connectionsOf(readme: string): readonly Connection[] {
  return readme
    .split('\n')
    .filter((line) => line.includes('calico-tui trace'))
    .map((line) => {
      const option = (name: string): string | null => new RegExp(`--${name} (\\S+)`).exec(line)?.[1] ?? null
      return { from: option('from') ?? '', to: option('to') ?? '', protocol: option('protocol'), port: option('port') }
    })
}

function step(name: string | null, ...keys: readonly string[]): Step {
  return { name, keys }
}

function typed(text: string): Step {
  return { name: null, keys: [], type: text }
}

function boardFlow(snapshot: string): Flow {
  return {
    args: ['--snapshot', snapshot],
    steps: [
      step('board'),
      step('board-next-tier', 'l'),
      step('policy', 'enter'),
      step('policy-yaml', 'y'),
      step(null, 'esc'),
      step('policy-deeper', 'enter'),
      step('policy-deepest', 'enter'),
    ],
  }
}

function listsFlow(snapshot: string): Flow {
  return {
    args: ['--snapshot', snapshot],
    steps: [
      step('help', '?'),
      step('palette', 'esc', ':'),
      step('everything', 'esc', 'ctrl-o'),
      step('problems', 'esc', 'P'),
      step(null, 'esc', '/'),
      typed('db'),
      step('filter'),
    ],
  }
}

function traceFlow(snapshot: string, connection: Connection, number: number): Flow {
  const name = (screen: string): string => `trace-${number}-${screen}`
  const { from, to, protocol, port } = connection
  return {
    args: ['--snapshot', snapshot],
    steps: [
      step(null, 't', 'ctrl-r'),
      typed(from),
      step(null, 'tab'),
      typed(to),
      step(null, 'tab'),
      ...(protocol === null ? [] : [typed(protocol)]),
      step(null, 'tab'),
      ...(port === null ? [] : [typed(port)]),
      step(name('picker')),
      step(name('answer'), 'enter'),
      step(name('step'), ']', 'N', 'n'),
      step(name('decided'), 'D'),
      step(name('verdict'), 'c'),
      step(name('both'), '='),
    ],
  }
}

/** The views of recorded flows. */
function recordedFlow(snapshot: string): Flow {
  return {
    args: ['--snapshot', snapshot],
    steps: [
      step('flows-by-workloads', 'f'),
      step('neighbours', 'F', 'enter', 'h'),
      step('matrix', 'esc', 'esc', 'M', 'n'),
      step('matrix-of-namespaces', 'tab', 'n'),
      step(null, 'M', 'tab', 'tab', '/'),
      typed('ns:catfacts,storefront !port:53'),
      step('flows', 'enter', 'j', 'j'),
      step('flow-traced', 't'),
      step('rehearsal', 'esc', 'esc', 'R'),
      step('rehearsal-by-policies', 'tab'),
    ],
  }
}

/** The rehearsal of the staged default deny of Cat Facts, edited until nothing is denied. */
function burnDownFlow(folder: string): Flow {
  const copy = copied('catfacts', folder)
  const edited = catfactsEdits.map((edit): Step => ({ name: null, keys: ['r'], act: () => edit(copy) }))
  return { args: ['--snapshot', copy], steps: [step('rehearsal-begun', 'R'), ...edited, step('burn-down')] }
}

/** Everything worth a look in one snapshot. */
export function flowsOf(snapshot: string, folder: string): readonly Flow[] {
  const readme = readFileSync(join(folder, snapshot, 'README.md'), 'utf8')
  const traces = connectionsOf(readme).map((connection, at) => traceFlow(snapshot, connection, at + 1))
  const hasFlows = existsSync(join(folder, snapshot, 'flows.jsonl'))
  return [
    boardFlow(snapshot),
    listsFlow(snapshot),
    ...traces,
    ...(hasFlows ? [recordedFlow(snapshot)] : []),
    ...(snapshot === 'catfacts' ? [burnDownFlow(folder)] : []),
  ]
}

/** The pictures of the project's README: those of catfacts, by the names they get there. */
export const readmePictures: Readonly<Record<string, string>> = {
  'board-next-tier': 'board',
  policy: 'policy',
  help: 'help',
  'trace-1-picker': 'picker',
  'trace-1-decided': 'trace',
  'trace-2-both': 'both',
  flows: 'flows',
  matrix: 'matrix',
  neighbours: 'neighbours',
  'rehearsal-begun': 'rehearsal',
  'burn-down': 'burn-down',
}

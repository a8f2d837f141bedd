import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { type Follower, liveFollower, type Opened } from '../../../src/cli/following.ts'
import type { World } from '../../../src/cli/world.ts'
import { initialState } from '../../../src/store/initial.ts'
import { keymap } from '../../../src/store/keymap.ts'
import { createStore } from '../../../src/store/store.ts'
import { plainText } from '../../../src/term/line.ts'
import { screenLines } from '../../../src/ui/screen-lines.ts'
import { calico, kubernetes, type Resource } from '../../fake-apiserver/resources.ts'
import { FakeApiServer, type FakeOptions, type Fault } from '../../fake-apiserver/server.ts'
import type { KubeObject } from '../../fake-apiserver/store.ts'
import { plainLook } from '../../ui/screens.ts'

const dump = new URL('../../../snapshots/catfacts/cluster.json', import.meta.url)
const objects: readonly KubeObject[] = JSON.parse(readFileSync(dump, 'utf8')).items

/** A fake server with the Cat Facts cluster in it, started. */
export async function catfacts(
  options: Partial<FakeOptions> = {},
  flavour: readonly Resource[] = calico.aggregated,
): Promise<FakeApiServer> {
  const server = new FakeApiServer({ resources: [...kubernetes, ...flavour], ...options })
  load(server)
  await server.start()
  return server
}

/** Put the Cat Facts cluster into a server, in the form of Calico that it serves. */
export function load(server: FakeApiServer): void {
  for (const object of objects) {
    const resource = server.resources.find(
      ({ kind, name }) => kind === object.kind && isCalicoOrEqual(name, object.apiVersion),
    )
    if (resource === undefined) continue
    const apiVersion = resource.name.slice(0, resource.name.lastIndexOf('/'))
    server.store.put(resource.name, { ...object, apiVersion })
  }
}

function isCalicoOrEqual(resource: string, apiVersion: string): boolean {
  const isCalico = apiVersion.startsWith('projectcalico.org/')
  return resource.startsWith(`${apiVersion}/`) || (isCalico && resource.startsWith('crd.projectcalico.org/'))
}

export interface ScreenOptions {
  readonly cluster: Readonly<Record<string, unknown>>
  readonly user?: Readonly<Record<string, unknown>>
  readonly namespace?: string
  readonly env?: Readonly<Record<string, string>>
  readonly context?: string
  readonly requestTimeout?: string
  readonly columns?: number
}

/** The program following a live cluster, without a terminal: what its screen says. */
export class LiveScreen {
  readonly folder = mkdtempSync(join(tmpdir(), 'calico-tui-live-'))
  readonly #follower: Follower
  readonly #store
  readonly #waiting = new Set<() => void>()
  /** Every screen that was not like the one before. */
  readonly seen: string[] = []
  readonly opened: Promise<Opened>

  constructor(options: ScreenOptions) {
    const kubeconfig = join(this.folder, 'kubeconfig')
    const { user = {}, namespace } = options
    const context = { cluster: 'c', user: 'u', ...(namespace !== undefined && { namespace }) }
    const config = {
      'current-context': 'aks',
      clusters: [{ name: 'c', cluster: options.cluster }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'aks', context }],
    }
    writeFileSync(kubeconfig, JSON.stringify(config))
    const size = { columns: options.columns ?? 160, rows: 40 }
    this.#store = createStore(initialState(size, { opens: true, namespace: null, mouse: false }), keymap, (effect) => {
      if (effect.type === 'retry') this.#follower.again()
    })
    this.#store.subscribe(() => this.#look())
    const global = { ...noOptions, kubeconfig, requestTimeout: options.requestTimeout ?? null }
    this.#follower = liveFollower(this.#store, global, worldOf(options.env ?? {}))
    this.opened = this.#follower.open(options.context ?? null)
  }

  text(): string {
    return screenLines(this.#store.getState(), keymap, plainLook).lines.map(plainText).join('\n')
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.#store.send({ type: 'key', key })
  }

  /** Resolves with the screen once it shows this. Fails with the screen after `withinMs`. */
  async until(wanted: Wanted, withinMs = 18_000): Promise<string> {
    let isLate = false
    const late = setTimeout(() => {
      isLate = true
      this.#look()
    }, withinMs)
    while (!matches(wanted, this.text())) {
      if (isLate) throw new Error(`until ${wanted}: not within ${withinMs} ms; the screen shows\n${this.text()}`)
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
    clearTimeout(late)
    return this.text()
  }

  stop(): void {
    this.#follower.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #look(): void {
    const text = this.text()
    if (this.seen.at(-1) !== text) this.seen.push(text)
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const check of waiting) check()
  }
}

/** A text, a pattern, or what holds of the screen. */
export type Wanted = string | RegExp | ((text: string) => boolean)

function matches(wanted: Wanted, text: string): boolean {
  if (typeof wanted === 'function') return wanted(text)
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)
}

const noOptions = {
  context: null,
  kubeconfig: null,
  snapshots: [],
  flows: [],
  namespace: null,
  output: null,
  color: 'auto',
  as: null,
  asGroups: [],
  requestTimeout: null,
  liveFlows: null,
  write: false,
  ascii: false,
  mouse: false,
  plain: false,
} as const

function worldOf(env: Readonly<Record<string, string>>): World {
  const output = { isTerminal: false, columns: null, write: async () => {} }
  const signal = new AbortController().signal
  return { stdin: new PassThrough(), stdinIsTerminal: false, stdout: output, stderr: output, env, signal }
}

/** A fault for the requests whose path and query match. */
export function on(path: RegExp, answer: NonNullable<ReturnType<Fault>>): Fault {
  return (_request, asked) => (path.test(asked) ? answer : null)
}

/** An object of the Kubernetes API. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    namespace?: string
    labels?: Record<string, string>
    resourceVersion?: string
    uid?: string
    [key: string]: unknown
  }
  [key: string]: unknown
}

export interface StoreEvent {
  readonly version: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly resource: string
  readonly object: KubeObject
}

/** The objects of a server with one resource version for all, and the log of what happened, which can be cut off as etcd does. */
export class Store {
  version = 1000
  readonly #objects = new Map<string, Map<string, KubeObject>>()
  /** Lists as last asked for, until something of them changes. */
  readonly #sorted = new Map<string, readonly KubeObject[]>()
  #log: StoreEvent[] = []
  #floor = 1000
  /** Of resources of which the log has lost something, the version it reaches back to. */
  readonly #floors = new Map<string, number>()
  readonly #listeners = new Set<(event: StoreEvent) => void>()

  /** Resources are named `v1/pods` or `GROUP/VERSION/PLURAL`. */
  put(resource: string, object: KubeObject): KubeObject {
    const objects = this.#of(resource)
    const key = keyOf(object)
    const known = objects.get(key)
    this.version += 1
    const uid = known?.metadata.uid ?? object.metadata.uid ?? `uid-${this.version}`
    const stored = { ...object, metadata: { ...object.metadata, uid, resourceVersion: String(this.version) } }
    objects.set(key, stored)
    this.#sorted.delete(resource)
    this.#tell({ version: this.version, type: known === undefined ? 'ADDED' : 'MODIFIED', resource, object: stored })
    return stored
  }

  delete(resource: string, namespace: string | null, name: string): boolean {
    const objects = this.#of(resource)
    const key = `${namespace ?? ''}/${name}`
    const known = objects.get(key)
    if (known === undefined) return false
    objects.delete(key)
    this.#sorted.delete(resource)
    this.version += 1
    const object = { ...known, metadata: { ...known.metadata, resourceVersion: String(this.version) } }
    this.#tell({ version: this.version, type: 'DELETED', resource, object })
    return true
  }

  /** Take everything of a resource away without a word to watches, as when a kind is removed. */
  clear(resource: string): void {
    this.#objects.delete(resource)
  }

  get(resource: string, namespace: string | null, name: string): KubeObject | null {
    return this.#of(resource).get(`${namespace ?? ''}/${name}`) ?? null
  }

  /** By namespace and name, the order in which a real server lists: that of the keys in etcd. */
  list(resource: string): readonly KubeObject[] {
    const known = this.#sorted.get(resource)
    if (known !== undefined) return known
    const entries = [...this.#of(resource)].sort(([left], [right]) => (left < right ? -1 : 1))
    const sorted = entries.map(([, object]) => object)
    this.#sorted.set(resource, sorted)
    return sorted
  }

  /** What happened to a resource after a version, or null when that is longer ago than the log reaches. */
  since(resource: string, version: number): readonly StoreEvent[] | null {
    if (version < Math.max(this.#floor, this.#floors.get(resource) ?? 0)) return null
    return this.#log.filter((event) => event.version > version && event.resource === resource)
  }

  /** Forget what happened so far: watches from before now are told that they are too old. */
  compact(): void {
    this.#floor = this.version
    this.#log = []
  }

  /** Forget all but so many of the last things that happened, as the watch cache of a server does: only resources of which
   * something is lost are too old then. */
  trim(most: number): void {
    const lost = this.#log.length - most
    // Not one by one, which would copy the log each time.
    if (lost < most / 2) return
    for (const { resource, version } of this.#log.slice(0, lost)) this.#floors.set(resource, version)
    this.#log = this.#log.slice(lost)
  }

  /** Go back to an earlier version number, as a restored etcd does. */
  rewind(version: number): void {
    this.version = version
    this.#floor = 0
    this.#floors.clear()
    this.#log = []
  }

  listen(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #tell(event: StoreEvent): void {
    this.#log.push(event)
    for (const listener of this.#listeners) listener(event)
  }

  #of(resource: string): Map<string, KubeObject> {
    const objects = this.#objects.get(resource) ?? new Map<string, KubeObject>()
    this.#objects.set(resource, objects)
    return objects
  }
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`
}

import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One object of a cluster's dump, as far as an edit looks into it. */
interface Manifest {
  kind: string
  metadata: { name: string; namespace?: string; uid?: string }
  spec: Record<string, unknown>
}

/** A copy of a bundled snapshot that may be edited, in a folder of the same name. */
export function copied(snapshot: string, folder: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'calico-tui-screens-')), snapshot)
  cpSync(join(folder, snapshot), copy, { recursive: true })
  return copy
}

/** Edits of Cat Facts that allow what its staged default deny would break, one after the other. */
export const catfactsEdits: readonly ((folder: string) => void)[] = [
  // The worker sends text messages by an outside service.
  (folder) =>
    edit(folder, (items) => {
      const worker = items.find(({ metadata }) => metadata.name === 'platform.worker')
      if (worker !== undefined && Array.isArray(worker.spec.egress)) worker.spec.egress.push(allowHttps)
    }),
  // The database looks for updates: a staged revision of its policy lets it.
  (folder) =>
    edit(folder, (items) => {
      const db = items.find(({ metadata }) => metadata.name === 'platform.db')
      if (db === undefined) return
      const spec = { ...db.spec, stagedAction: 'Set', types: ['Ingress', 'Egress'], egress: [allowHttps] }
      items.push({ ...db, kind: 'StagedNetworkPolicy', spec })
    }),
]

const allowHttps = { action: 'Allow', protocol: 'TCP', destination: { ports: [443] } }

function edit(folder: string, change: (items: Manifest[]) => void): void {
  const file = join(folder, 'cluster.json')
  // The dump of a bundled snapshot is a list of whole objects.
  const list = JSON.parse(readFileSync(file, 'utf8')) as { items: Manifest[] }
  change(list.items)
  writeFileSync(file, JSON.stringify(list))
}

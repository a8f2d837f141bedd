import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScreenOptions } from '../sources/live/live-screen.ts'

/** A kubeconfig file with one context, `live`; `remove` takes it away again. */
export function kubeconfigOf(entries: Pick<ScreenOptions, 'cluster' | 'user'>): {
  readonly path: string
  readonly remove: () => void
} {
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-kubeconfig-'))
  const path = join(folder, 'config')
  const config = {
    'current-context': 'live',
    clusters: [{ name: 'c', cluster: entries.cluster }],
    users: [{ name: 'u', user: entries.user ?? {} }],
    contexts: [{ name: 'live', context: { cluster: 'c', user: 'u' } }],
  }
  writeFileSync(path, JSON.stringify(config))
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

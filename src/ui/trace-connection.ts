import type { Peer } from '../model/connection.ts'
import { lacksPods } from '../model/gap.ts'
import { isRehearsed, type Scene } from '../store/trace-scene.ts'
import type { TraceView } from '../store/trace-state.ts'
import { type Line, span } from '../text/styled.ts'
import { peerWords } from '../text/verdict.ts'
import { clipText, lineWidth, textWidth } from '../text/width.ts'

/** From where to where, what, and in which scope; where there is room, the labels of both sides below. */
export function connectionLines(
  scene: Scene,
  area: { readonly columns: number; readonly isSmall: boolean },
): readonly Line[] {
  const { connection } = scene.trace
  const arrow = ` ─── ${whatWords(scene)} ──▶ `
  const scope = scopeLine(scene, area.isSmall)
  const room = area.columns - lineWidth(scope) - textWidth(arrow) - 4
  const [from, to] = shares(
    peerText(connection.source, area.isSmall),
    peerText(connection.destination, area.isSmall),
    room,
  )
  const left: Line = [span(' '), span(from, 'strong'), span(arrow, 'accent'), span(to, 'strong')]
  const gap = span(' '.repeat(Math.max(1, area.columns - lineWidth(left) - lineWidth(scope) - 1)))
  const first: Line = [...left, gap, ...scope]
  if (area.isSmall) return [first]
  const labels = labelTexts(scene)
  const indent = textWidth(from) + textWidth(arrow)
  if (indent < area.columns / 2 && textWidth(labels[0]) <= indent - 3)
    return [
      first,
      [span(` ${labels[0].padEnd(indent)}`, 'faint'), span(clipText(labels[1], area.columns - indent - 2), 'faint')],
    ]
  const half = Math.floor(area.columns / 2) - 2
  return [first, [span(` ${clipText(labels[0], half).padEnd(half)}  ${clipText(labels[1], half)}`, 'faint')]]
}

/** `TCP 3306`, `ICMP type 8`. */
export function whatWords(scene: Scene): string {
  const { protocol, port, icmp } = scene.trace.connection
  if (port !== null) return `${protocol} ${port}`
  if (icmp === null) return protocol
  return `${protocol} type ${icmp.type}${icmp.code === null ? '' : ` code ${icmp.code}`}`
}

function scopeLine(scene: Scene, isSmall: boolean): Line {
  const backends = scene.routes.length > 1 ? `backend ${scene.view.backend + 1} of ${scene.routes.length}` : ''
  const isPending = scene.view.scope === 'pending'
  const words = isSmall && !isRehearsed(scene.view) ? '~ pending' : pendingWords(scene.view)
  return [
    span(backends === '' ? '' : `${backends}   `, 'accent'),
    isPending ? span(words, 'staged') : span('enforced', 'faint'),
  ]
}

/** What the other side of today is: staged policies beside their twins, or in their place. */
export function pendingWords({ recorded }: Pick<TraceView, 'recorded'>): string {
  return recorded?.enforcesStaged === true ? '~ once staged policies are enforced' : '~ pending: staged as enforced'
}

function peerText(peer: Peer, isSmall: boolean): string {
  const name = peerWords(peer)
  return isSmall || peer.ip === null || peer.ip === name ? name : `${name}  ${peer.ip}`
}

/** Both texts, cut where they do not fit together; the shorter one keeps what it needs. */
function shares(one: string, other: string, room: number): readonly [string, string] {
  const [a, b] = [textWidth(one), textWidth(other)]
  if (a + b <= room) return [one, other]
  const half = Math.floor(room / 2)
  if (a <= half) return [one, clipText(other, room - a)]
  if (b <= half) return [clipText(one, room - b), other]
  return [clipText(one, half), clipText(other, half)]
}

function labelTexts(scene: Scene): readonly [string, string] {
  const { source, destination } = scene.trace.connection
  return [labelText(scene, source), labelText(scene, destination)]
}

function labelText(scene: Scene, peer: Peer): string {
  if (peer.type === 'address') return addressText(scene, peer.ip)
  const endpoint = scene.index.endpoint(peer.key)
  if (endpoint === null) return ''
  const own = Object.entries(endpoint.labels).filter(
    ([key]) => !/^projectcalico\.org\/|^pod-template-hash$|^controller-revision-hash$/.test(key),
  )
  const labels = own.map(([key, value]) => `${key}=${value}`).join(' ')
  const isPlanned = endpoint.type === 'workload' && endpoint.planned
  const place = isPlanned ? 'planned, its address is invented' : `on ${endpoint.node ?? 'a node not known'}`
  return `${labels === '' ? 'no labels' : labels} · ${place}`
}

function addressText(scene: Scene, ip: string | null): string {
  if (ip === null) return 'outside the cluster'
  for (const node of scene.index.cluster.nodes.values()) if (node.addresses.includes(ip)) return `node ${node.name}`
  const [set] = scene.index.networkSetsAt(ip)
  const place = lacksPods(scene.index.cluster) ? 'outside, or a pod that is not seen' : 'outside the cluster'
  return set === undefined ? place : `${place}, in ${set.key}`
}

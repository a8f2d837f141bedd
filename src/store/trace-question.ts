import type { Connection, Peer } from '../model/connection.ts'
import type { Question } from './trace-state.ts'

/** Protocols by the name projectcalico.org/v3 gives them. */
export const protocols: readonly string[] = ['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6', 'UDPLite']

/** Those whose connections go to a port. */
const withPorts: readonly string[] = ['TCP', 'UDP', 'SCTP', 'UDPLite', '6', '17', '132', '136']

/** A protocol as Calico writes it, from a name in any case or a number; empty is TCP, null is neither. */
export function protocolOf(text: string): string | null {
  if (text === '') return 'TCP'
  if (/^\d{1,3}$/.test(text)) return Number(text) >= 1 && Number(text) <= 255 ? String(Number(text)) : null
  return protocols.find((name) => name.toLowerCase() === text.toLowerCase()) ?? null
}

/** True for a protocol whose connections go to a port. */
export function hasPort(protocol: string): boolean {
  return withPorts.includes(protocol)
}

/** True for ICMP of either version, by name or number. */
export function isIcmp(protocol: string): boolean {
  return ['ICMP', 'ICMPv6', '1', '58'].includes(protocol)
}

/** A port by number, or the name of one as it stands; null when nothing is said, `wrong` for a number that is no port. */
export function portOf(text: string): { readonly port: number | string | null } | 'wrong' {
  if (text === '') return { port: null }
  if (!/^[\d.+-]+$/.test(text)) return { port: text }
  const port = Number(text)
  return /^\d+$/.test(text) && port >= 1 && port <= 65_535 ? { port } : 'wrong'
}

/** An ICMP type, or type and code as `8/0`; null when nothing is said, `wrong` when it is neither. */
export function icmpOf(protocol: string, text: string): Connection['icmp'] | 'wrong' {
  if (!isIcmp(protocol) || text === '') return null
  const found = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text)
  if (found === null) return 'wrong'
  const type = Number(found[1])
  const code = found[2] === undefined ? null : Number(found[2])
  return type > 255 || (code ?? 0) > 255 ? 'wrong' : { type, code }
}

/** A connection of which no more is said than this. */
export function connectionOf(
  source: Peer,
  destination: Peer,
  what: Pick<Connection, 'protocol' | 'port' | 'icmp' | 'original'>,
): Connection {
  return { source, destination, ...what, sourcePort: null, http: null }
}

/** The question as a command line that gives the same answer; `snapshot` as it was opened. */
export function commandLine(question: Question, snapshot: string | null, scope: 'enforced' | 'pending'): string {
  const words = ['calico-tui', 'trace']
  if (snapshot !== null) words.push('--snapshot', shellWord(snapshot))
  words.push('--from', shellWord(question.from), '--to', shellWord(question.to))
  const protocol = protocolOf(question.protocol) ?? question.protocol
  if (protocol !== 'TCP') words.push('--protocol', shellWord(protocol))
  const icmp = icmpOf(protocol, question.port)
  if (icmp !== null && icmp !== 'wrong') {
    words.push('--icmp-type', String(icmp.type))
    if (icmp.code !== null) words.push('--icmp-code', String(icmp.code))
  } else if (question.port !== '' && hasPort(protocol)) {
    words.push('--port', shellWord(question.port))
  }
  if (scope === 'pending') words.push('--scope', 'pending')
  return words.join(' ')
}

/** A word of a command line, in quotes where a shell would read it as something else. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * An IP address as numbers. An IPv4-mapped IPv6 address is the IPv4 address it maps: version 4.
 */
export interface Address {
  readonly version: 4 | 6
  /** One unsigned 32-bit word for IPv4, four for IPv6, most significant first. */
  readonly words: readonly number[]
}

/** A block of addresses, its host bits already masked away. `prefix` is 0 to 32 or 0 to 128. */
export interface Cidr extends Address {
  readonly prefix: number
}

/** Parse an IP address in its usual text form, or null. A zone (`%eth0`) is not accepted. */
export function parseAddress(text: string): Address | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

/** Parse `10.0.0.0/8`, `fd00::/8` or a bare address (taken as /32 or /128), or null. Host bits are masked away. */
export function parseCidr(text: string): Cidr | null {
  const slash = text.indexOf('/')
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === null) return null
  const bits = address.version === 4 ? 32 : 128
  const prefix = slash < 0 ? bits : parsePrefix(text.slice(slash + 1), bits)
  if (prefix === null) return null
  return { version: address.version, words: maskWords(address.words, prefix), prefix }
}

/** True when the block holds the address. Blocks never hold addresses of the other version. */
export function cidrContains(cidr: Cidr, address: Address): boolean {
  if (cidr.version !== address.version) return false
  let bits = cidr.prefix
  for (let index = 0; bits > 0; index += 1, bits -= 32) {
    const mask = bits >= 32 ? 0xffffffff : -1 << (32 - bits)
    if ((((address.words[index] ?? 0) ^ (cidr.words[index] ?? 0)) & mask) !== 0) return false
  }
  return true
}

/** The address as text: dotted for IPv4, the compressed form of RFC 5952 for IPv6. */
export function formatAddress(address: Address): string {
  return address.version === 4 ? formatIpv4(address.words[0] ?? 0) : formatIpv6(address.words)
}

/** The block as text, always with its prefix length. */
export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr)}/${cidr.prefix}`
}

/** The one spelling of an address that look-ups use as a key, or null when the text is not an address. */
export function canonicalAddress(text: string): string | null {
  // IPv4 has one spelling.
  if (!text.includes(':')) return ipv4Word(text) === null ? null : text
  const address = parseAddress(text)
  return address === null ? null : formatAddress(address)
}

function parsePrefix(text: string, bits: number): number | null {
  if (!/^\d{1,3}$/.test(text)) return null
  const prefix = Number(text)
  return prefix <= bits ? prefix : null
}

function maskWords(words: readonly number[], prefix: number): number[] {
  return words.map((word, index) => {
    const bits = Math.max(0, Math.min(32, prefix - index * 32))
    return bits === 0 ? 0 : (word & (-1 << (32 - bits))) >>> 0
  })
}

function parseIpv4(text: string): Address | null {
  const word = ipv4Word(text)
  return word === null ? null : { version: 4, words: [word] }
}

/** By hand, not by a regular expression: a batch of traces reads hundreds of thousands of addresses. */
function ipv4Word(text: string): number | null {
  let word = 0
  let part = -1
  let dots = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 46) {
      if (part < 0 || dots === 3) return null
      word = word * 256 + part
      part = -1
      dots += 1
      continue
    }
    // A leading zero is refused, as Go's net.ParseIP refuses it: some read it as octal.
    if (code < 48 || code > 57 || part === 0) return null
    part = (part < 0 ? 0 : part * 10) + code - 48
    if (part > 255) return null
  }
  return part < 0 || dots !== 3 ? null : word * 256 + part
}

function parseIpv6(text: string): Address | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = ipv6Groups(halves[0] ?? '')
  const tail = halves.length === 2 ? ipv6Groups(halves[1] ?? '') : []
  if (head === null || tail === null) return null
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail]
  const words = [0, 2, 4, 6].map((at) => (groups[at] ?? 0) * 65536 + (groups[at + 1] ?? 0))
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return { version: 4, words: [words[3] ?? 0] }
  return { version: 6, words }
}

function ipv6Groups(text: string): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && index === parts.length - 1) {
      const word = ipv4Word(part)
      if (word === null) return null
      groups.push(Math.floor(word / 65536), word % 65536)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16))
    } else {
      return null
    }
  }
  return groups
}

function formatIpv4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`
}

function formatIpv6(words: readonly number[]): string {
  const groups = words.flatMap((word) => [Math.floor(word / 65536), word % 65536])
  const run = longestZeroRun(groups)
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  if (run.length < 2) return hex(groups)
  return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`
}

function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (let at = 0; at <= groups.length; at += 1) {
    if (groups[at] === 0) continue
    if (at - start > best.length) best = { start, length: at - start }
    start = at + 1
  }
  return best
}

import { type Address, type Cidr, formatAddress, formatCidr, parseAddress, parseCidr } from './address.ts'

/** Blocks whose bounds everybody knows: what lies in one stays in it. */
const knownBlocks = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.169.254/32',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/4',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]

/** Other addresses in place of those outside a cluster. */
export interface AddressMap {
  /** An address or a block with the same prefix length; any other text stays. */
  map(text: string): string
}

/**
 * Replaces addresses so that every question "is this address in that block" keeps its answer: two addresses share as many leading
 * bits after as they did before. The addresses of `inside` and the blocks everybody knows stay as they are. `turns` says for a
 * run of leading bits whether the bit after it is turned; it must be hard to guess for others and the same for the same bits.
 * Source: Xu, Fan, Ammar, Moon: Prefix-preserving IP address anonymization, 2002.
 */
export function addressMap(inside: Iterable<string>, turns: (prefix: string) => boolean): AddressMap {
  const fixed = new Set<string>()
  for (const text of [...knownBlocks, ...inside]) {
    const cidr = parseCidr(text)
    if (cidr === null) continue
    const bits = bitsOf(cidr)
    for (let length = 0; length < cidr.prefix; length += 1) fixed.add(prefixKey(cidr, bits.slice(0, length)))
  }
  const mapped = (address: Address, length: number): Address => {
    const bits = bitsOf(address)
    let after = ''
    for (let at = 0; at < length; at += 1) {
      const key = prefixKey(address, bits.slice(0, at))
      const bit = bits[at] === '1'
      after += bit !== (!fixed.has(key) && turns(key)) ? '1' : '0'
    }
    return { version: address.version, words: wordsOf(after.padEnd(bits.length, '0')) }
  }
  return {
    map: (text) => {
      const address = parseAddress(text)
      if (address !== null) return formatAddress(mapped(address, address.version === 4 ? 32 : 128))
      const cidr = parseCidr(text)
      return cidr === null ? text : formatCidr({ ...mapped(cidr, cidr.prefix), prefix: cidr.prefix } satisfies Cidr)
    },
  }
}

function prefixKey({ version }: Address, bits: string): string {
  return `${version}:${bits}`
}

function bitsOf({ words }: Address): string {
  return words.map((word) => word.toString(2).padStart(32, '0')).join('')
}

function wordsOf(bits: string): number[] {
  return Array.from({ length: bits.length / 32 }, (_, at) => Number.parseInt(bits.slice(at * 32, at * 32 + 32), 2))
}

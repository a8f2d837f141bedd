import { type Cidr, canonicalAddress, parseCidr } from '../model/address.ts'
import { bounded } from './bounded.ts'
import { drop, listOf, type Reading, refuse, told, warn } from './reading.ts'

const known = bounded<Cidr | 'unreadable'>()

/** A block of addresses or null; equal texts give one and the same value. */
export function cidrOf(text: string): Cidr | null {
  const cidr = known(text, () => parseCidr(text) ?? 'unreadable')
  return cidr === 'unreadable' ? null : cidr
}

/** The blocks of a list without those that cannot be read, which Calico leaves out without a word. */
export function readNets(reading: Reading, value: unknown, path: string, bare: 'address' | 'warn'): readonly Cidr[] {
  const nets: Cidr[] = []
  for (const [at, entry] of listOf(reading, value, path).entries()) {
    if (typeof entry !== 'string') {
      refuse(reading, `${path}[${at}]`, `expected a CIDR, not ${told(entry)}`)
      continue
    }
    const cidr = cidrOf(entry)
    if (cidr === null) drop(reading, `${path}[${at}]`, `expected a CIDR, not ${told(entry)}; Calico leaves it out`)
    else nets.push(cidr)
    if (cidr !== null && bare === 'warn' && !entry.includes('/')) {
      warn(reading, `${path}[${at}]`, `expected a CIDR with a prefix length, not ${told(entry)}`)
    }
  }
  return nets
}

/** The addresses of a list of texts in their one spelling. A mask behind an address is passed over. */
export function addressesOf(texts: readonly string[]): readonly string[] {
  const addresses: string[] = []
  for (const text of texts) {
    const slash = text.indexOf('/')
    const address = canonicalAddress((slash < 0 ? text : text.slice(0, slash)).trim())
    if (address !== null && !addresses.includes(address)) addresses.push(address)
  }
  return addresses
}

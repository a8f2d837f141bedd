import type { Address, Cidr } from '../model/address.ts'
import { compareBytes } from '../model/bytes.ts'
import type { NetworkSet } from '../model/network-set.ts'

/**
 * Finds the network sets that hold an address: one table for each length of prefix in use, so a look-up costs as many steps as
 * there are lengths, whatever the number of blocks.
 */
export class AddressTable {
  private readonly tables = new Map<string, Table>()

  constructor(sets: Iterable<NetworkSet>) {
    for (const set of sets) {
      const alone: readonly NetworkSet[] = [set]
      for (const net of set.nets) this.add(net, set, alone)
    }
  }

  /** Each set once, by key, whatever the order in which they were read. */
  setsAt(address: Address): readonly NetworkSet[] {
    let found: NetworkSet[] | null = null
    for (const table of this.tables.values()) {
      if (table.version !== address.version) continue
      const sets = table.sets.get(blockKey(address, table.prefix))
      if (sets === undefined) continue
      if (found === null) found = [...sets]
      else for (const set of sets) if (!found.includes(set)) found.push(set)
    }
    return found?.sort((a, b) => compareBytes(a.key, b.key)) ?? []
  }

  private add(net: Cidr, set: NetworkSet, alone: readonly NetworkSet[]): void {
    const name = `${net.version}/${net.prefix}`
    let table = this.tables.get(name)
    if (table === undefined) {
      table = { version: net.version, prefix: net.prefix, sets: new Map() }
      this.tables.set(name, table)
    }
    const key = blockKey(net, net.prefix)
    const before = table.sets.get(key)
    if (before === undefined) table.sets.set(key, alone)
    else if (!before.includes(set)) table.sets.set(key, [...before, set])
  }
}

interface Table {
  readonly version: 4 | 6
  readonly prefix: number
  readonly sets: Map<number | string, readonly NetworkSet[]>
}

/** The block an address lies in: a number for IPv4, a text for IPv6. */
function blockKey(address: Address, prefix: number): number | string {
  if (address.version === 4) return masked(address.words[0] ?? 0, prefix)
  let key = ''
  for (let word = 0; word * 32 < prefix; word += 1) key += `${masked(address.words[word] ?? 0, prefix - word * 32)},`
  return key
}

function masked(word: number, bits: number): number {
  return bits === 0 ? 0 : (word & (-1 << (32 - Math.min(bits, 32)))) >>> 0
}

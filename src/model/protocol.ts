const numbers: ReadonlyMap<string, number> = new Map([
  ['TCP', 6],
  ['UDP', 17],
  ['ICMP', 1],
  ['ICMPV6', 58],
  ['SCTP', 132],
  ['UDPLITE', 136],
])

/** The number of a protocol given by name, in any case, or as a number; null for what is neither. */
export function protocolNumber(text: string): number | null {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 255 ? Number(text) : null
  return numbers.get(text.toUpperCase()) ?? null
}

/** True for TCP, UDP and SCTP, whose ports rules can match. */
export function protocolHasPorts(number: number | null): boolean {
  return number === 6 || number === 17 || number === 132
}

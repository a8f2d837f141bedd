/** What flows are counted in: connections, or records where the log does not count connections. */
export function countedNoun(countsConnections: boolean): 'connection' | 'record' {
  return countsConnections ? 'connection' : 'record'
}

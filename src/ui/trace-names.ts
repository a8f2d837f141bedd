import type { Exemption } from '../model/trace.ts'

/** `db` of `catfacts/db`; several names keep their commas. */
export function endpointName(endpoint: string): string {
  return endpoint
    .split(', ')
    .map((each) => each.slice(each.lastIndexOf('/') + 1).replace(/^hep:/, ''))
    .join(', ')
}

/** What decides in place of policy, in a word or two. */
export const exemptNames: Readonly<Record<Exemption, string>> = {
  'same-host': 'own node',
  'host-action': 'host action',
  failsafe: 'failsafe port',
  encapsulation: 'encapsulation',
  loopback: 'itself',
  spoofing: 'spoofing pod',
}

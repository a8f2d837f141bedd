import { type Fields, type Reading, told, warn } from './reading.ts'

/** Warn of fields nobody reads: a misspelt one takes its criterion out of the rule. */
export function warnOfUnknown(reading: Reading, fields: Fields, path: string, known: ReadonlySet<string>): void {
  for (const key of Object.keys(fields)) {
    if (!known.has(key)) warn(reading, path, `${told(key)} is no field that Calico reads here`)
  }
}

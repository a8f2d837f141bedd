import { durationMs } from './duration.ts'
import type { GlobalOptions } from './options.ts'

/** `--request-timeout` in milliseconds; null where none was given, or 0, which stands for no limit of the user's. */
export function requestTimeoutMs({ requestTimeout }: Pick<GlobalOptions, 'requestTimeout'>): number | null {
  if (requestTimeout === null) return null
  const ms = durationMs(requestTimeout, '--request-timeout')
  return ms === 0 ? null : ms
}

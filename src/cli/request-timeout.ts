import { usage } from './failed.ts'
import type { GlobalOptions } from './options.ts'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `--request-timeout` in milliseconds: `30`, `10s`, `1m30s`; null where none was given, or 0, which stands for no limit of the user's. */
export function requestTimeoutMs({ requestTimeout }: Pick<GlobalOptions, 'requestTimeout'>): number | null {
  if (requestTimeout === null) return null
  const parts = [...requestTimeout.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  const isWhole = parts.map(([part]) => part).join('') === requestTimeout && parts.length > 0
  if (!isWhole && !/^\d+$/.test(requestTimeout))
    throw usage(`--request-timeout \`${requestTimeout}\` is no time: expected \`10s\`, \`1m\` or seconds`)
  const ms = isWhole
    ? parts.reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (units[unit] ?? 1000), 0)
    : Number(requestTimeout) * 1000
  return ms === 0 ? null : ms
}

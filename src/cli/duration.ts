import { usage } from './failed.ts'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A length of time in milliseconds: `30` (seconds), `10s`, `1m30s`. `option` is named when it is none. */
export function durationMs(text: string, option: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  const isWhole = parts.map(([part]) => part).join('') === text && parts.length > 0
  if (!isWhole && !/^\d+$/.test(text))
    throw usage(`${option} \`${text}\` is no time: expected \`10s\`, \`1m\` or seconds`)
  if (!isWhole) return Number(text) * 1000
  return parts.reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (units[unit] ?? 1000), 0)
}

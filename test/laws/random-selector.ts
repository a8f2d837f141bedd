import type { Dice } from './dice.ts'

export const values: Readonly<Record<string, readonly string[]>> = {
  app: ['x', 'y', 'z'],
  role: ['db', 'web', ''],
  env: ['prod', 'dev'],
  team: ['blue', 'red'],
}

/** Labels of the pool, few enough that selectors hit and miss alike. */
export function randomLabels(dice: Dice, keys: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const key of keys) if (dice.chance(55)) labels[key] = dice.pick(values[key] ?? ['true'])
  return labels
}

/** A selector in Calico's language over these keys, nested at most `depth` deep. */
export function randomSelector(dice: Dice, keys: readonly string[], depth = 2): string {
  if (depth > 0 && dice.chance(30)) {
    const parts = dice.times(2, 3, () => randomSelector(dice, keys, depth - 1))
    return `(${parts.join(dice.pick([' && ', ' || ']))})`
  }
  const key = dice.pick(keys)
  const value = dice.pick(values[key] ?? ['true'])
  switch (dice.between(0, 10)) {
    case 0:
      return 'all()'
    case 1:
      return `has(${key})`
    case 2:
      return `!has(${key})`
    case 3:
      return `${key} != '${value}'`
    case 4:
      return `${key} in {'${dice.some(values[key] ?? ['true']).join("', '")}'}`
    case 5:
      return `${key} not in {'${dice.some(values[key] ?? ['true']).join("', '")}'}`
    case 6:
      return `${key} ${dice.pick(['contains', 'starts with', 'ends with'])} "${value.slice(0, 2)}"`
    case 7:
      return `!(${key} == '${value}')`
    default:
      return `${key} == '${value}'`
  }
}

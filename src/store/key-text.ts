/** A key or chord as people read it: `gg`, `ctrl-d`, `↑`. */
export function keyText(keys: string): string {
  const parts = keys.split(' ').map((key) => names[key] ?? key)
  return parts.every((part) => [...part].length === 1) ? parts.join('') : parts.join(' ')
}

const names: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
}

/** All keys of a command as people read them; a long run is told by its ends: `1…9`. */
export function keysText(keys: readonly string[]): string {
  if (keys.length <= 4) return keys.map(keyText).join('  ')
  return `${keyText(keys[0] ?? '')}…${keyText(keys.at(-1) ?? '')}`
}

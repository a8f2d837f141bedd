import type { Connection } from '../../src/model/connection.ts'
import type { HttpMatch } from '../../src/model/rule.ts'
import type { Answer } from './match.ts'

/** The application-layer criteria; unknown where the connection says nothing about what is asked for (§4.6). */
export function httpHolds(wanted: HttpMatch, has: Connection['http']): Answer {
  const all = [methodHolds(wanted.methods, has?.method ?? null), pathsHold(wanted.paths, has?.path ?? null)]
  return all.includes('no') ? 'no' : all.includes('unknown') ? 'unknown' : 'yes'
}

function methodHolds(wanted: readonly string[], has: string | null): Answer {
  if (wanted.length === 0 || wanted.includes('*')) return 'yes'
  if (has === null) return 'unknown'
  return wanted.includes(has) ? 'yes' : 'no'
}

function pathsHold(wanted: HttpMatch['paths'], has: string | null): Answer {
  if (wanted.length === 0) return 'yes'
  if (has === null) return 'unknown'
  return pathHolds(wanted, has) ? 'yes' : 'no'
}

function pathHolds(wanted: HttpMatch['paths'], path: string): boolean {
  const has = normalised(path)
  if (has === null) return false
  return wanted.some((one) => {
    const want = normalised(one.value)
    if (want === null) return false
    return one.type === 'exact' ? has === want : want === '/' || has === want || has.startsWith(`${want}/`)
  })
}

/** Without query and fragment, percent-decoded once, `\` as `/`, without `;params`, `.`, `..`, double and trailing slashes. Null
 * when it does not decode or still hides something. */
function normalised(path: string): string | null {
  let text: string
  try {
    text = decodeURIComponent(path.replace(/[?#].*$/s, ''))
  } catch {
    return null
  }
  if (/%2e|%2f|%5c|\0/i.test(text)) return null
  const segments: string[] = []
  for (const segment of text
    .replaceAll('\\', '/')
    .split('/')
    .map((one) => one.replace(/;.*$/s, ''))) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') segments.pop()
    else segments.push(segment)
  }
  return `/${segments.join('/')}`
}

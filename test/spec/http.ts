import type { Connection } from '../../src/model/connection.ts'
import type { HttpMatch } from '../../src/model/rule.ts'
import type { Answer } from './match.ts'

/** The application-layer criteria; unknown without HTTP data (§4.6). An unknown method or path counts as a match. */
export function httpHolds(wanted: HttpMatch, has: Connection['http']): Answer {
  if (has === null) return 'unknown'
  const method =
    wanted.methods.length === 0 ||
    has.method === null ||
    wanted.methods.some((one) => one === '*' || one === has.method)
  const path = wanted.paths.length === 0 || has.path === null || pathHolds(wanted.paths, has.path)
  return method && path ? 'yes' : 'no'
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

import type { Connection } from '../model/connection.ts'
import type { HttpMatch } from '../model/rule.ts'
import { type Answer, said } from './answer.ts'

/**
 * Whether a request meets the HTTP criteria, which only the application-layer filter evaluates; `unknown` where the connection
 * names no method or path that is asked for.
 * Source: app-policy/checker/match.go matchHTTP (projectcalico/calico).
 */
export function matchesHttp(http: HttpMatch, request: Connection['http']): Answer {
  const method = matchesMethod(http, request?.method ?? null)
  const path = matchesPath(http, request?.path ?? null)
  if (method === 'no' || path === 'no') return 'no'
  return method === 'unknown' || path === 'unknown' ? 'unknown' : 'yes'
}

function matchesMethod({ methods }: HttpMatch, method: string | null): Answer {
  if (methods.length === 0 || methods.includes('*')) return 'yes'
  return method === null ? 'unknown' : said(methods.includes(method))
}

function matchesPath({ paths }: HttpMatch, path: string | null): Answer {
  if (paths.length === 0) return 'yes'
  if (path === null) return 'unknown'
  const given = normalPath(path)
  if (given === null) return 'no'
  return said(
    paths.some(({ type, value }) => {
      const wanted = normalPath(value)
      if (wanted === null) return false
      return given === wanted || (type === 'prefix' && (wanted === '/' || given.startsWith(`${wanted}/`)))
    }),
  )
}

/**
 * A path as the filter compares it: decoded once, without query, fragment, parameters, `.` and `..`. Null for one that does not
 * decode or hides a separator behind a second encoding.
 * Source: app-policy/checker/match.go normalizeHTTPPath (projectcalico/calico).
 */
function normalPath(path: string): string | null {
  const decoded = percentDecoded(path.replace(/[?#].*$/s, ''))
  if (decoded === null || /%2e|%2f|%5c|\0/i.test(decoded)) return null
  const kept: string[] = []
  for (const segment of decoded.replaceAll('\\', '/').split('/')) {
    const plain = segment.replace(/;.*$/s, '')
    if (plain === '..') kept.pop()
    else if (plain !== '' && plain !== '.') kept.push(plain)
  }
  return `/${kept.join('/')}`
}

/** Byte by byte, so that what is no UTF-8 decodes too; one character stands for one byte. */
function percentDecoded(path: string): string | null {
  if (/%(?![0-9a-fA-F]{2})/.test(path)) return null
  const bytes = path.replace(/[^\0-\x7f]+/g, (text) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')))
  return bytes.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

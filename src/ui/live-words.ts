import { type KindStatus, type LiveStatus, nextTry, overallStatus } from '../model/live.ts'
import type { Source } from '../store/state.ts'
import type { StyledLine } from '../term/line.ts'
import { clock } from '../text/clock.ts'
import { countOf, grouped } from '../text/list.ts'
import { type Role, span } from '../text/styled.ts'
import { wrapLine } from '../text/wrap.ts'
import { type Look, painted, run } from './look.ts'

/** Where the data comes from and how old it is: `● live 14:02:11`, `● stale since 14:01:40`, `● loading 23 500 of ~98 000`. In short
 * without what lacks and what is to be known beside. */
export function liveWords(live: LiveStatus, look: Look, isShort = false): StyledLine {
  const tls = live.isTlsVerified ? [] : [run(look, 'TLS unverified  ', 'problem')]
  const overall = overallStatus(live)
  if (overall === null) return [...tls, run(look, `${look.glyphs.dot} `, 'unknown'), run(look, 'connecting')]
  if (live.trouble !== null) return [...tls, run(look, `${look.glyphs.dot} `, 'problem'), run(look, retryWords(live))]
  if (live.signIn.length > 0) return [...tls, run(look, `${look.glyphs.dot} `, 'unknown'), run(look, 'signing in')]
  if (live.flavour === null) return [...tls, run(look, `${look.glyphs.dot} `, 'unknown'), run(look, 'connecting')]
  const words = overall.state === 'live' ? `live ${clock(live.changedAt ?? overall.since)}` : statusWords(overall)
  const retry = overall.state === 'stale' || overall.state === 'error' ? `, ${retryWords(live)}` : ''
  const notice =
    isShort || live.notices.length === 0 ? [] : [run(look, `${look.glyphs.problem} ${shortNotice(live)}  `, 'problem')]
  const forbidden = [...live.kinds.values()].filter(({ state }) => state === 'forbidden').length
  const lacking = isShort || forbidden === 0 ? [] : [run(look, `, ${countOf(forbidden, 'kind')} forbidden`, 'problem')]
  return [
    ...tls,
    ...notice,
    run(look, `${look.glyphs.dot} `, statusRole(overall)),
    run(look, `${words}${retry}`),
    ...lacking,
  ]
}

/** The first notice in two or three words; the whole of it stands with the kinds. */
function shortNotice(live: LiveStatus): string {
  return (live.notices[0] ?? '').split(':')[0] ?? ''
}

/** `next try in 4 s`. */
export function retryWords(live: LiveStatus): string {
  const at = nextTry(live)
  const seconds = at === null ? 0 : Math.ceil((at - live.now) / 1000)
  return seconds <= 0 ? 'trying again' : `next try in ${seconds} s`
}

/** The state of a kind in a few words. */
export function statusWords(status: KindStatus): string {
  switch (status.state) {
    case 'loading':
      return status.total === null || status.total === status.count
        ? `loading ${grouped(status.count)}`
        : `loading ${grouped(status.count)} of ~${grouped(status.total)}`
    case 'live':
      return `live since ${clock(status.since)}${status.namespace === null ? '' : `, ${status.namespace} only`}`
    case 'stale':
      return `stale since ${clock(status.since)}`
    case 'forbidden':
      return 'forbidden'
    case 'absent':
      return 'not on this cluster'
    case 'error':
      return 'failed'
  }
}

export function statusRole(status: KindStatus): Role {
  switch (status.state) {
    case 'live':
      return 'allow'
    case 'loading':
      return 'unknown'
    case 'absent':
      return 'faint'
    case 'stale':
    case 'forbidden':
    case 'error':
      return 'problem'
  }
}

/** The body while nothing of a live cluster is known yet. */
export function connectingWords(
  live: LiveStatus,
  { status, failure }: Pick<Source, 'status' | 'failure'>,
  look: Look,
  columns: number,
): readonly StyledLine[] {
  const width = Math.max(20, columns - margin * 2)
  const say = (text: string, role: Role = 'plain') =>
    wrapLine([span(cutWords(text, width), role)], width, 0).map((line) => [
      run(look, ' '.repeat(margin)),
      ...painted(look, line),
    ])
  const title = (words: string) => [...say(words, 'strong'), ...say(live.server, 'faint'), []]
  const signIn = live.canSignIn ? ', I sign in' : ''
  const leave = say(`r try again now${signIn}, C another context, ctrl-s a snapshot, q quit`, 'faint')
  const { trouble } = live
  if (status === 'cancelled') return [...title(`${live.context} was not opened: cancelled`), ...leave]
  if (failure !== null) {
    const parts = failure.split('; ').flatMap((part) => say(part, 'problem'))
    return [...title(`${live.context} cannot be opened`), ...parts, [], ...leave]
  }
  if (trouble !== null) {
    const parts = [trouble.message, trouble.hint].flatMap((part) => (part === null ? [] : say(part, 'problem')))
    return [...title(`${live.context} cannot be opened yet`), ...parts, [], ...say(retryWords(live)), [], ...leave]
  }
  if (live.signIn.length === 0) return title(`connecting to ${live.context}`)
  const words = live.signIn.flatMap((line) => say(line))
  const waits = say(
    `it goes on once you have signed in; ${live.canSignIn ? 'I lets it ask you here, ' : ''}esc cancels`,
    'faint',
  )
  return [
    ...title(`connecting to ${live.context}`),
    ...say('the credential plugin says:', 'faint'),
    ...words,
    [],
    ...waits,
  ]
}

/** Columns left free at both sides. */
const margin = 3

/** Words longer than a line in pieces: the address to sign in at must be readable to its end. */
function cutWords(text: string, width: number): string {
  return text.replaceAll(new RegExp(`\\S{${width}}(?=\\S)`, 'g'), '$& ')
}

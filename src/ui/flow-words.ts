import type { FlowTable } from '../engine/flow-table.ts'
import type { LiveFlows, LiveFlowsStatus } from '../model/live-flows.ts'
import { newRecords } from '../store/flow-feed.ts'
import type { State } from '../store/state.ts'
import type { StyledLine } from '../term/line.ts'
import { clock, clockSpan } from '../text/clock.ts'
import { countOf, grouped } from '../text/list.ts'
import { plainText, type Role, span } from '../text/styled.ts'
import { wrapLine } from '../text/wrap.ts'
import { type Look, run } from './look.ts'

const sourceNames = { whisker: 'Whisker', goldmane: 'Goldmane' } as const

/** The window that flows are counted in: `13:45-14:00`, with how long it is unless it is all that was recorded. */
export function windowWords({ from, to, windowMs }: FlowTable): string {
  if (from === null || to === null) return ''
  const length = windowMs === null ? '' : windowMs === 3_600_000 ? ' (1 h)' : ` (${windowMs / 60_000} min)`
  return `${clockSpan(from, to)}${length}`
}

/** What the numbers of a window leave out or tell too much of; nothing where they are whole. */
export function windowNotes({ bad, dropped, reachingBack }: FlowTable, look: Look): StyledLine {
  const notes = [
    bad === 0 ? '' : `${countOf(bad, 'record')} could not be read`,
    dropped === 0 ? '' : `${countOf(dropped, 'older flow')} let go, the list lacks them`,
    reachingBack === 0
      ? ''
      : `${countOf(reachingBack, 'record')} ${reachingBack === 1 ? 'tells' : 'tell'} of the time before too`,
  ]
  return notes.filter((note) => note !== '').map((note) => run(look, `  ${note}`, 'problem'))
}

/** How it stands with the flows of a live cluster in a few words: `● streaming`, `● lost, next try in 3 s`, `paused, 1 204 new`. */
export function feedWords(state: State, look: Look): StyledLine {
  const { live, isPaused, isFollowed, now } = state.flowFeed
  if (!isFollowed) return []
  const paused = isPaused ? [run(look, `paused, ${grouped(newRecords(state))} new  `, 'accent')] : []
  if (live === null) return [...paused, run(look, `${look.glyphs.dot} connecting`, 'unknown')]
  const tls = live.isTlsVerified ? [] : [run(look, 'TLS unverified  ', 'problem')]
  const words = shortWords(live.status, now)
  return [...tls, ...paused, run(look, `${look.glyphs.dot} `, statusRole(live.status)), run(look, words)]
}

function shortWords(status: LiveFlowsStatus, now: number): string {
  switch (status.state) {
    case 'connecting':
      return 'connecting'
    case 'history':
      return `reading ${grouped(status.records)}`
    case 'streaming':
      return 'streaming'
    case 'lost':
      return `lost, ${tryWords(status.retryAt, now)}`
    case 'absent':
      return 'no flows here'
    case 'forbidden':
      return 'forbidden'
  }
}

function statusRole({ state }: LiveFlowsStatus): Role {
  if (state === 'streaming') return 'allow'
  return state === 'connecting' || state === 'history' ? 'unknown' : 'problem'
}

function tryWords(retryAt: number, now: number): string {
  const seconds = Math.ceil((retryAt - now) / 1000)
  return seconds <= 0 ? 'trying again' : `next try in ${seconds} s`
}

/** How it stands with the flows of a live cluster, in full: what is wrong, and what can be done about it. */
export function feedSentences({ source, status, isTlsVerified }: LiveFlows, now: number): readonly string[] {
  const name = sourceNames[source]
  const tls = isTlsVerified ? [] : [`the certificate of ${name} could not be checked`]
  switch (status.state) {
    case 'connecting':
      return [`connecting to ${name}: ${status.detail}`, ...tls]
    case 'history':
      return [`reading what ${name} recorded before: ${countOf(status.records, 'record')}`, ...tls]
    case 'streaming':
      return [`${name} is streaming since ${clock(status.since)}; flows come every 15 s`, ...tls]
    case 'lost':
      return [`lost since ${clock(status.since)}: ${status.reason}`, tryWords(status.retryAt, now), ...tls]
    case 'absent':
    case 'forbidden':
      return [status.reason, status.hint]
  }
}

/** What stands in place of flows while there are none, no line wider than `width`. Null where there are some. */
export function noFlowsWords(state: State, width: number): readonly string[] | null {
  if (state.flows !== null && state.flows.all.records > 0) return null
  const lines = absenceSentences(state).flatMap((sentence) => wrapLine([span(sentence)], Math.max(20, width), 2))
  return lines.map(plainText)
}

function absenceSentences({ source, settings, flowFeed }: State): readonly string[] {
  if (source.live === null) return ['no flows were read', 'give flow logs with --flows FILE']
  if (!settings.followsFlows) return ['flows are not followed: --live-flows off was given']
  if (flowFeed.live === null) return ['connecting']
  const none = flowFeed.live.status.state === 'streaming' ? ['no flow was recorded so far'] : []
  return [...none, ...feedSentences(flowFeed.live, flowFeed.now)]
}

import type { State } from '../store/state.ts'
import type { StyledLine } from '../term/line.ts'
import { grouped } from '../text/list.ts'
import { span } from '../text/styled.ts'
import { wrapLine } from '../text/wrap.ts'
import { connectingWords } from './live-words.ts'
import { fitted, type Look, run } from './look.ts'
import type { Area, PaintedView } from './view.ts'

/** The body while there is no cluster: how reading goes on, or why it did not. */
export function emptyBody(state: State, look: Look, area: Area): PaintedView {
  const words = bodyWords(state, look, area.columns)
  const above = Math.max(0, Math.floor((area.rows - words.length) / 2))
  const lines = Array.from({ length: area.rows }, (_, row) => fitted(look, words[row - above] ?? [], area.columns))
  return { lines, status: { left: [], right: [] }, cursor: null }
}

function bodyWords(state: State, look: Look, columns: number): readonly StyledLine[] {
  const { source } = state
  if (source.live !== null) return connectingWords(source.live, source, look, columns)
  const say = (text: string, role: 'plain' | 'strong' | 'faint' | 'problem' = 'plain') => [
    run(look, `   ${text}`, role),
  ]
  switch (source.status) {
    case 'none':
      return [
        say('nothing is open', 'strong'),
        [],
        say('ctrl-s chooses a snapshot; calico-tui --snapshot PATH opens one'),
      ]
    case 'reading':
      return [
        say(`reading ${source.title ?? ''}`, 'strong'),
        [],
        bar(state, look),
        [],
        say(progressWords(state)),
        [],
        say('esc cancels', 'faint'),
      ]
    case 'ready':
      return [say('nothing was read', 'strong')]
    case 'cancelled':
      return [
        say('reading was cancelled before anything was known', 'strong'),
        [],
        say('ctrl-s chooses another snapshot, q quits', 'faint'),
      ]
    case 'failed': {
      const isSnapshot = source.paths.length > 0
      const verb = isSnapshot ? 'could not be read' : 'cannot be opened'
      return [
        say(`${source.title ?? 'it'} ${verb}`, 'strong'),
        [],
        ...wrapLine([span(source.failure ?? '', 'problem')], Math.max(20, columns - 6), 0).map((line) => [
          run(look, '   '),
          ...line.map(({ text, role }) => run(look, text, role)),
        ]),
        [],
        say(`${isSnapshot ? 'ctrl-s chooses another' : 'r tries again, ctrl-s chooses a'} snapshot, q quits`, 'faint'),
      ]
    }
  }
}

const barWidth = 40

/** How much is read, where that is known. */
function bar(state: State, look: Look): StyledLine {
  const progress = state.source.progress
  if (progress === null || progress.bytesTotal === null || progress.bytesTotal === 0) return []
  const filled = Math.round(Math.min(1, progress.bytesRead / progress.bytesTotal) * barWidth)
  const { heavy, light } = look.glyphs
  return [
    run(look, `   ${heavy.across.repeat(filled)}`, 'accent'),
    run(look, light.across.repeat(barWidth - filled), 'faint'),
  ]
}

/** `12 MB of 50 MB, 18 304 objects, about 3 s left`. */
export function progressWords(state: State): string {
  const progress = state.source.progress
  if (progress === null) return ''
  const { bytesRead, bytesTotal, elapsedMs } = progress
  const share = bytesTotal === null || bytesTotal === 0 ? null : Math.min(1, bytesRead / bytesTotal)
  const read = bytesTotal === null ? bytesWords(bytesRead) : `${bytesWords(bytesRead)} of ${bytesWords(bytesTotal)}`
  const left = share === null || share < 0.05 || elapsedMs < 300 ? null : (elapsedMs / share) * (1 - share)
  const parts = [
    read,
    `${grouped(progress.objects)} objects`,
    left === null ? '' : `about ${Math.max(1, Math.round(left / 1000))} s left`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function bytesWords(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`
}

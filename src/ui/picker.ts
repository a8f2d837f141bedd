import { keepInView } from '../store/cursor.ts'
import { chosen, isFilled, onlyPort, type Suggestion, suggestions } from '../store/picker.ts'
import type { State } from '../store/state.ts'
import { answer, overallVerdict, traceRoute } from '../store/trace-answer.ts'
import { hasPort, isIcmp, protocolOf } from '../store/trace-question.ts'
import { type PickerField, type PickerView, pickerFields, questionOf } from '../store/trace-state.ts'
import type { StyledLine } from '../term/line.ts'
import { countOf } from '../text/list.ts'
import { type Line, roleOf, span } from '../text/styled.ts'
import { verdictSentence } from '../text/verdict.ts'
import { clipText, lineWidth, textWidth } from '../text/width.ts'
import { verdictSign } from '../text/words.ts'
import { emptyBody } from './empty.ts'
import { framed } from './frame.ts'
import { beside, fitted, type Look, painted, run, underCursor } from './look.ts'
import { legTable } from './trace-summary.ts'
import { inPane } from './trace-wrap.ts'
import type { Area, PaintedView } from './view.ts'

const labelWidth = 12

/** The form for a connection: four fields, what to take for the one with the cursor, and the answer as far as it can be given. */
export function paintPicker(state: State, picker: PickerView, look: Look, area: Area): PaintedView {
  if (state.index === null) return emptyBody(state, look, area)
  const fields = pickerFields.map((field) =>
    fitted(
      look,
      offeredLook(picker, field, painted(look, fieldLine(state, picker, field, area.columns))),
      area.columns,
    ),
  )
  const head = [fitted(look, [], area.columns), ...fields, fitted(look, [], area.columns)]
  const rest = { columns: area.columns, rows: area.rows - head.length }
  const row = 1 + pickerFields.indexOf(picker.field)
  const entry = picker.entries[picker.field]
  const cursor = { row, column: labelWidth + 3 + textWidth(entry.text.slice(0, entry.at)) }
  const status = { left: painted(look, [span(' '), span(hintOf(picker), 'faint')]), right: [] }
  return { lines: [...head, ...panes(state, picker, look, rest)], status, cursor }
}

/** A text that the next character replaces stands inverse, as a selection does. */
function offeredLook(picker: PickerView, field: PickerField, line: StyledLine): StyledLine {
  const isOffered = picker.field === field && picker.offered.includes(field)
  return isOffered
    ? line.map((part, at) => (at === 3 ? { ...part, style: { ...part.style, inverse: true } } : part))
    : line
}

const labels: Record<PickerField, string> = { from: 'from', to: 'to', protocol: 'protocol', port: 'port' }

function fieldLine(state: State, picker: PickerView, field: PickerField, columns: number): Line {
  const isHere = picker.field === field
  const text = picker.entries[field].text
  const isDone = isFilled(state, picker, field)
  const label = field === 'port' && isIcmp(protocolOf(picker.entries.protocol.text) ?? '') ? 'ICMP type' : labels[field]
  const mark = isHere ? span('▶ ', 'accent') : span('  ')
  const sign = text === '' ? span('  ') : isDone ? span('✓ ', 'allow') : span('… ', 'faint')
  const room = Math.max(10, Math.min(70, columns - labelWidth - 8))
  const gap = span(' '.repeat(Math.max(0, room - textWidth(text))))
  const shown =
    text === ''
      ? span(placeholder(state, picker, field).padEnd(room), 'faint')
      : span(clipText(text, room), isHere ? 'strong' : 'plain')
  return [
    span(' '),
    mark,
    span(label.padEnd(labelWidth), isHere ? 'heading' : 'faint'),
    shown,
    text === '' ? span('') : gap,
    span(' '),
    sign,
  ]
}

function placeholder(state: State, picker: PickerView, field: PickerField): string {
  switch (field) {
    case 'from':
      return 'a pod, workload, address, host: dev/netshoot'
    case 'to':
      return 'a pod, workload, service, address, domain: svc:catfacts/db'
    case 'protocol':
      return 'TCP'
    case 'port': {
      const only = onlyPort(state, picker)
      if (only !== null) return `enter takes ${only.sets.port}, the only one known`
      const protocol = protocolOf(picker.entries.protocol.text.trim()) ?? 'TCP'
      if (isIcmp(protocol)) return 'any type'
      return hasPort(protocol) ? 'a number, or the name of a container port' : 'none needed'
    }
  }
}

function hintOf(picker: PickerView): string {
  switch (picker.field) {
    case 'from':
      return 'namespace/pod, namespace/workload, namespace/label=value, an address, set:, hep: or node:'
    case 'to':
      return 'namespace/pod, namespace/workload, namespace/label=value, an address, svc:, set:, hep:, node:, or a domain'
    case 'protocol':
      return 'a name or a number'
    case 'port':
      return 'the port of the pod, after translation by a service'
  }
}

function panes(state: State, picker: PickerView, look: Look, area: Area): readonly StyledLine[] {
  if (area.columns >= 100) {
    const left = Math.floor(area.columns * 0.5)
    return beside(
      look,
      [
        { width: left, lines: suggestionPane(state, picker, look, { columns: left, rows: area.rows }) },
        {
          width: area.columns - left,
          lines: answerPane(state, picker, look, { columns: area.columns - left, rows: area.rows }),
        },
      ],
      area.rows,
    )
  }
  const below = Math.min(8, Math.floor(area.rows / 2))
  return [
    ...suggestionPane(state, picker, look, { columns: area.columns, rows: area.rows - below }),
    ...answerPane(state, picker, look, { columns: area.columns, rows: below }),
  ]
}

function suggestionPane(state: State, picker: PickerView, look: Look, area: Area): readonly StyledLine[] {
  const all = suggestions(state, picker)
  const next = chosen(state, picker) ?? onlyPort(state, picker)
  const rows = area.rows - 2
  const at = picker.cursor?.at ?? 0
  const { top } = keepInView({ at, top: picker.cursor?.top ?? 0 }, all.length, rows)
  const lines = all.slice(top, top + rows).map((each, row) => {
    const line = fitted(
      look,
      painted(
        look,
        suggestionLine(each, { columns: area.columns - 2, picker, isNext: each === next && picker.cursor === null }),
      ),
      area.columns - 2,
    )
    return picker.cursor !== null && top + row === at ? underCursor(line, true) : line
  })
  const none = fitted(look, [run(look, '  nothing is called so', 'faint')], area.columns - 2)
  const frame = {
    width: area.columns,
    rows,
    focused: picker.cursor !== null,
    title: [run(look, labels[picker.field], 'heading')],
    aside: all.length === 0 ? [] : [run(look, all.length >= 100 ? 'the first 100' : `${all.length}`, 'faint')],
    foot: [],
    footAside:
      all.length > top + rows ? [run(look, `${look.glyphs.more.down}${all.length - top - rows}`, 'faint')] : [],
  }
  return framed(look, frame, all.length === 0 ? [none] : lines)
}

interface SuggestionRow {
  readonly columns: number
  readonly picker: PickerView
  /** True for the one that enter takes. */
  readonly isNext: boolean
}

function suggestionLine(suggestion: Suggestion, { columns, picker, isNext }: SuggestionRow): Line {
  const note = clipText(suggestion.note, Math.max(0, columns - textWidth(suggestion.text) - 4))
  const text = highlighted(clipText(suggestion.text, columns - 2), picker.entries[picker.field].text)
  const gap = Math.max(1, columns - lineWidth(text) - textWidth(note) - 2)
  return [span(isNext ? '›' : ' ', 'accent'), ...text, span(' '.repeat(gap)), span(note, 'faint'), span(' ')]
}

/** A name with the parts that were typed made to stand out. */
function highlighted(text: string, typed: string): Line {
  const term = typed.trim().toLowerCase().split(/\s+/)[0] ?? ''
  const at = term === '' ? -1 : text.toLowerCase().indexOf(term)
  if (at < 0) return [span(text)]
  return [
    span(text.slice(0, at)),
    span(text.slice(at, at + term.length), 'match'),
    span(text.slice(at + term.length)),
  ].filter((part) => part.text !== '')
}

function answerPane(state: State, picker: PickerView, look: Look, area: Area): readonly StyledLine[] {
  const columns = area.columns - 4
  const lines = answerOf(state, picker, columns).map((line): StyledLine => [run(look, ' '), ...painted(look, line)])
  const frame = {
    width: area.columns,
    rows: area.rows - 2,
    focused: false,
    title: [run(look, 'the answer', 'heading')],
    aside: [],
    foot: [],
    footAside: [],
  }
  return framed(look, frame, lines)
}

/** The answer while the question is still being typed. */
function answerOf(state: State, picker: PickerView, columns: number): readonly Line[] {
  const { index } = state
  const open = pickerFields.find((field) => !isFilled(state, picker, field)) ?? null
  // A half-typed name is not looked up: what it may mean stands on the left.
  const isWrongPort = open === 'port' && picker.entries.port.text !== ''
  if (index === null || (open !== null && !isWrongPort)) return missingLines(open, columns)
  const found = answer(index, questionOf(picker), state.settings.namespace)
  if (found.type === 'open') {
    const candidates = found.candidates.slice(0, 5).map((name): Line => [span('  '), span(name, 'accent')])
    return [
      ...inPane([span('? ', 'unknown'), span(found.message)], columns, 2),
      ...(candidates.length === 0 ? [] : [[], [span('did you mean', 'faint')], ...candidates]),
    ]
  }
  const [route] = found.routes
  if (route === undefined) return []
  const overall = overallVerdict(index, found.routes, 'enforced')
  if (overall === 'Mixed') {
    const rows = found.routes.map((each): Line => {
      const { verdict } = traceRoute(index, each, 'enforced')
      return [span(`${verdictSign(verdict)} ${verdict.padEnd(6)}`, roleOf(verdict)), span(each.name)]
    })
    return [
      [span('Mixed', 'unknown'), span(`: it depends on which of ${countOf(found.routes.length, 'backend')} answers`)],
      [],
      ...rows,
    ]
  }
  const trace = traceRoute(index, route, 'enforced')
  const sign = trace.certain ? span(`${verdictSign(trace.verdict)} `, roleOf(trace.verdict)) : span('? ', 'unknown')
  const sentence = inPane([sign, span(`${verdictSentence(trace)}.`)], columns, 2)
  const backends: readonly Line[] =
    found.routes.length < 2 ? [] : [[span(`the same for all ${found.routes.length} backends`, 'faint')]]
  const staged = traceRoute(index, route, 'pending')
  const pending: readonly Line[] =
    staged.verdict === trace.verdict
      ? []
      : [[], [span('~ with every staged policy enforced: ', 'staged'), span(staged.verdict, roleOf(staged.verdict))]]
  return [
    ...sentence,
    ...backends,
    ...pending,
    [],
    ...trace.legs.flatMap((leg, at) => [...(at === 0 ? [] : [[]]), ...legTable(leg, columns)]),
  ]
}

function missingLines(open: PickerField | null, columns: number): readonly Line[] {
  const words: Record<PickerField, string> = {
    from: 'Where does the connection come from?',
    to: 'Where does it go?',
    protocol: 'Which protocol?',
    port: 'Which port?',
  }
  return open === null ? [] : inPane([span(words[open], 'faint')], columns)
}

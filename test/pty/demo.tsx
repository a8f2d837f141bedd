// A tiny program on src/term and src/ui/run-app, for the tests of both: a list, a status line, a dialog.
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Box } from 'ink'
import { type ReactElement, useSyncExternalStore } from 'react'
import type { StyledLine } from '../../src/term/line.ts'
import { runProgram } from '../../src/term/run-program.ts'
import { Screen, screenDefaults } from '../../src/term/screen.ts'
import { plain, style } from '../../src/term/style.ts'
import { runApp } from '../../src/ui/run-app.tsx'
import { Surface } from '../../src/ui/surface.tsx'

interface State {
  readonly columns: number
  readonly rows: number
  readonly cursor: number
  readonly top: number
  readonly help: boolean
  readonly said: string
  readonly broken: boolean
  readonly full: boolean
}

let state: State = { columns: 80, rows: 24, cursor: 0, top: 0, help: false, said: '', broken: false, full: false }
const listeners = new Set<() => void>()
function change(difference: Partial<State>): void {
  state = { ...state, ...difference }
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function row(number: number, isSelected: boolean): StyledLine {
  const look = { ...plain, inverse: isSelected }
  return [
    { text: isSelected ? '▶ ' : '  ', style: look },
    { text: `row ${number} `, style: { ...look, fg: 'green' } },
    { text: `日本 of ${number * 7} `, style: { ...look, dim: true } },
  ]
}

function App(): ReactElement {
  const now = useSyncExternalStore(subscribe, () => state)
  const { columns, rows } = now
  if (now.broken) throw new Error('broken while rendering')
  if (now.full) {
    const line: StyledLine = [{ text: '#'.repeat(columns), style: plain }]
    return <Surface width={columns} height={rows} lines={Array.from({ length: rows }, () => line)} />
  }
  const body = Array.from({ length: rows - 2 }, (_, at) => row(now.top + at, now.top + at === now.cursor))
  const title: StyledLine = [
    { text: `demo ${columns}x${rows} at ${now.cursor} ${now.said}`, style: style({ bold: true }) },
  ]
  return (
    <Box flexDirection="column">
      <Surface width={columns} height={1} lines={[title]} />
      <Surface width={columns} height={rows - 2} lines={body} />
      <Surface width={columns} height={1} lines={[[{ text: 'j down k up ? help q quit', style: plain }]]} />
      {now.help && (
        <Box position="absolute" marginLeft={10} marginTop={3}>
          <Surface width={30} height={5} lines={[[], [{ text: '  this is the help', style: style({ fg: 'cyan' }) }]]} />
        </Box>
      )}
    </Box>
  )
}

const screen = Screen.open({ ...screenDefaults(), crashNote: 'demo ended by a mistake of its own:' })
change({ columns: screen.columns, rows: screen.rows })

function move(step: number): void {
  const cursor = Math.max(0, state.cursor + step)
  const height = screen.rows - 2
  const top = cursor < state.top ? cursor : cursor >= state.top + height ? cursor - height + 1 : state.top
  change({ cursor, top, said: '' })
}

const keys: Record<string, () => void> = {
  j: () => move(1),
  k: () => move(-1),
  '?': () => change({ help: !state.help }),
  b: () => change({ broken: true }),
  l: () => {
    throw new Error('broken in a listener')
  },
  p: () => void Promise.reject(new Error('broken promise')),
  t: () => process.kill(process.pid, 'SIGTERM'),
  h: () => process.kill(process.pid, 'SIGHUP'),
  i: () => process.kill(process.pid, 'SIGINT'),
  x: () => process.exit(7),
  w: () => console.warn('a warning'),
  e: () => {
    const script = 'read -p "say something: " word; echo "$word" > "$1"'
    const file = join(tmpdir(), `demo-${process.pid}`)
    void runProgram(screen, `bash -c '${script}' editor`, [file]).then(() => {
      change({ said: `it said ${readFileSync(file, 'utf8').trim()}` })
      rmSync(file)
    })
  },
  f: () => change({ full: true }),
  q: () => app.stop(),
  'ctrl-c': () => app.stop(),
}
screen.onEvent((event) => {
  if (event.type === 'key') (keys[event.name] ?? (() => change({ said: `key ${event.name}` })))()
  if (event.type === 'resize') change({ columns: event.columns, rows: event.rows })
  if (event.type === 'paste') change({ said: `pasted ${JSON.stringify(event.text)}` })
})
const app = runApp(screen, <App />)
await app.done.catch((error) => screen.crash(error))
screen.close()
process.exit(0)

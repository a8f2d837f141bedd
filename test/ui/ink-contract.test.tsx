import { Box, type DOMElement, render, Text } from 'ink'
import { type ReactElement, useState } from 'react'
import { expect, test } from 'vitest'
import { parseAnsiLine } from '../../src/term/ansi.ts'
import { createGrid } from '../../src/term/grid.ts'
import { plainText } from '../../src/term/line.ts'
import { screenText } from '../../src/term/picture.ts'
import { plain } from '../../src/term/style.ts'
import { Composer } from '../../src/ui/composer.ts'
import { inkStreams } from '../../src/ui/ink-streams.ts'
import { LayerContext, Surface } from '../../src/ui/surface.tsx'

const options = { debug: true, exitOnCtrlC: false, patchConsole: false, isScreenReaderEnabled: false }
const size = { columns: 20, rows: 6 }

function line(text: string): readonly { text: string; style: typeof plain }[] {
  return [{ text, style: plain }]
}

function rendered(element: ReactElement): {
  frames: string[]
  rerender: (element: ReactElement) => void
  unmount: () => void
} {
  const frames: string[] = []
  const ink = render(element, { ...inkStreams(size, (frame) => frames.push(frame)), ...options })
  return { frames, rerender: ink.rerender, unmount: ink.unmount }
}

test('Ink writes a whole frame at once when something changes, rows joined by line ends and nothing else', () => {
  const { frames, rerender, unmount } = rendered(<Text bold>one</Text>)
  rerender(
    <Box flexDirection="column" width={20} height={3}>
      <Text color="red">two</Text>
      <Text>three</Text>
    </Box>,
  )
  expect(frames.map((frame) => frame.split('\n').map((row) => plainText(parseAnsiLine(row))))).toEqual([
    ['one'],
    ['two', 'three', ''],
  ])
  expect(frames.join('').replace(/\x1b\[[\d;]*m/g, '')).not.toContain('\x1b')
  unmount()
})

test('Ink lays out for the size its stdout tells, each time it renders', () => {
  const changing = { ...size }
  const frames: string[] = []
  const ink = render(<Box borderStyle="single" height={3} />, {
    ...inkStreams(changing, (frame) => frames.push(frame)),
    ...options,
  })
  changing.columns = 10
  ink.rerender(<Box borderStyle="single" height={4} />)
  expect(frames.map((frame) => plainText(parseAnsiLine(frame.split('\n')[0] ?? '')).length)).toEqual([20, 10])
  ink.unmount()
})

test('a box has its place in cells once it is rendered', () => {
  const node: { current: DOMElement | null } = { current: null }
  const { unmount } = rendered(
    <Box flexDirection="column" width={20} height={6}>
      <Text>title</Text>
      <Box ref={node} flexGrow={1} marginLeft={2} />
    </Box>,
  )
  const yoga = node.current?.yogaNode
  expect([yoga?.getComputedLeft(), yoga?.getComputedTop()]).toEqual([2, 1])
  expect([yoga?.getComputedWidth(), yoga?.getComputedHeight()]).toEqual([18, 5])
  unmount()
})

/** A Surface in a Composer, with what the composer would paint. */
function composed(element: ReactElement): {
  frames: string[]
  paint: () => string
  invalidated: () => number
  unmount: () => void
} {
  let invalidations = 0
  const composer = new Composer({ invalidate: () => (invalidations += 1) })
  const frames: string[] = []
  const streams = inkStreams(size, (frame) => {
    frames.push(frame)
    composer.setFrame(frame)
  })
  const ink = render(<LayerContext.Provider value={composer}>{element}</LayerContext.Provider>, {
    ...streams,
    ...options,
  })
  const paint = (): string => {
    const grid = createGrid(size.columns, size.rows)
    composer.paint(grid)
    return screenText(grid)
  }
  return { frames, paint, invalidated: () => invalidations, unmount: ink.unmount }
}

let change: (text: string) => void = () => {}

function Body(): ReactElement {
  const [text, setText] = useState('before')
  change = setText
  return <Surface width={10} height={2} lines={[line(text)]} />
}

test('new lines of a Surface are painted without Ink writing a frame', async () => {
  const app = composed(<Body />)
  await expect.poll(app.invalidated).toBeGreaterThan(0)
  const [framesBefore, invalidatedBefore] = [app.frames.length, app.invalidated()]
  expect(app.paint()).toMatch(/^before\n/)
  change('after')
  await expect.poll(app.paint).toMatch(/^after\n/)
  await expect.poll(app.invalidated).toBeGreaterThan(invalidatedBefore)
  expect(app.frames.length).toBe(framesBefore)
  app.unmount()
})

test('a Surface that comes later lies above, and both above the text of Ink', async () => {
  const app = composed(
    <Box flexDirection="column" width={20} height={6}>
      <Text>title of the screen</Text>
      <Surface width={20} height={5} lines={Array.from({ length: 5 }, () => line('body '.repeat(4)))} />
      <Box position="absolute" marginLeft={2} marginTop={0}>
        <Surface width={10} height={3} lines={[line('dialog'), line('inside')]} />
      </Box>
    </Box>,
  )
  await expect
    .poll(app.paint)
    .toBe(
      [
        'tidialog     screen',
        'boinside    dy body',
        'bo          dy body',
        'body body body body',
        'body body body body',
        'body body body body',
        '',
      ].join('\n'),
    )
  app.unmount()
})

test('a Surface without a screen is ordinary text of its exact size', () => {
  const { frames, unmount } = rendered(
    <Box flexDirection="column">
      <Surface width={6} height={2} lines={[line('too long'), line('日本語x')]} />
      <Text>below</Text>
    </Box>,
  )
  expect(frames.at(-1)).toBe('too lo\n日本語\nbelow')
  unmount()
})

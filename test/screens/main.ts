// Opens the program in a real terminal, drives it to its main screens and keeps each as text and as a picture.
//
//   npm run screens                              every bundled snapshot at three sizes, into test/screens/out
//   npm run screens -- --snapshot quiz --size 80x24 --out /tmp/screens
//   npm run screens -- --readme                  the README's pictures, into .github/screens
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { darkPalette } from '../../src/term/palette.ts'
import { screenText } from '../../src/term/picture.ts'
import { screenSvg } from '../../src/term/svg.ts'
import { closeAll, type PtyApp, start } from '../pty/terminal.ts'
import { type Flow, flowsOf, readmePictures, type Step } from './flows.ts'

const { values } = parseArgs({
  options: {
    snapshot: { type: 'string', multiple: true },
    size: { type: 'string', multiple: true },
    out: { type: 'string' },
    readme: { type: 'boolean', default: false },
  },
})

/** After this long without a byte a screen is taken to be done. */
const quietMs = 120
/** Between changes of the files some time passes, as it does for a person. */
const settleMs = 1500

async function quiet(app: PtyApp): Promise<void> {
  for (let before = -1; before !== app.bytes; ) {
    before = app.bytes
    await new Promise((resolve) => setTimeout(resolve, quietMs))
  }
}

async function take(app: PtyApp, step: Step): Promise<void> {
  if (step.act !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, settleMs))
    step.act()
  }
  // Each key on its own, as a person presses them: an escape and the next key would read as alt.
  for (const key of step.keys) {
    app.press(key)
    await quiet(app)
  }
  if (step.type !== undefined) app.type(step.type)
  // The rehearsal waits a little for more changes.
  if (step.act !== undefined) await new Promise((resolve) => setTimeout(resolve, settleMs))
  await quiet(app)
}

type Keep = (name: string, app: PtyApp) => void

async function run(flow: Flow, size: { columns: number; rows: number }, keep: Keep): Promise<void> {
  const app = start({ command: ['bin/calico-tui', ...flow.args], ...size, env: { COLORTERM: 'truecolor' } })
  await app.until(/● snapshot|policies/)
  await quiet(app)
  for (const step of flow.steps) {
    await take(app, step)
    if (step.name !== null) keep(step.name, app)
  }
  closeAll()
}

function picture(app: PtyApp, snapshot: string): string {
  return screenSvg(app.grid(), { title: `calico-tui --snapshot ${snapshot}`, palette: darkPalette })
}

async function readme(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const flow of flowsOf('catfacts', 'snapshots')) {
    await run(flow, { columns: 120, rows: 36 }, (name, app) => {
      const kept = readmePictures[name]
      if (kept !== undefined) writeFileSync(join(folder, `${kept}.svg`), picture(app, 'catfacts'))
    })
  }
}

async function everything(folder: string): Promise<void> {
  const snapshots = values.snapshot ?? readdirSync('snapshots')
  const sizes = values.size ?? ['80x24', '120x36', '200x50']
  for (const snapshot of snapshots) {
    for (const size of sizes) {
      const [columns = 80, rows = 24] = size.split('x').map(Number)
      const into = join(folder, snapshot, size)
      rmSync(into, { recursive: true, force: true })
      mkdirSync(into, { recursive: true })
      for (const flow of flowsOf(snapshot, 'snapshots')) {
        await run(flow, { columns, rows }, (name, app) => {
          writeFileSync(join(into, `${name}.txt`), screenText(app.grid()))
          writeFileSync(join(into, `${name}.svg`), picture(app, snapshot))
        })
      }
      process.stdout.write(`${into}\n`)
    }
  }
}

try {
  await (values.readme ? readme(values.out ?? '.github/screens') : everything(values.out ?? 'test/screens/out'))
} finally {
  closeAll()
}
process.exit(0)

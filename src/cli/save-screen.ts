import { writeFile } from 'node:fs/promises'
import { darkPalette } from '../term/palette.ts'
import { screenAnsi, screenText } from '../term/picture.ts'
import type { Screen } from '../term/screen.ts'
import { screenSvg } from '../term/svg.ts'

/** Writes the screen as text, as text with colours and as a picture, named after the time; gives a sentence about it. */
export async function saveScreen(screen: Pick<Screen, 'nextFrame'>, now: Date): Promise<string> {
  const grid = await screen.nextFrame()
  const time = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  const name = `calico-tui-${time}`
  const files = {
    txt: screenText(grid),
    ans: screenAnsi(grid),
    svg: screenSvg(grid, { title: 'calico-tui', palette: darkPalette }),
  }
  for (const [ending, text] of Object.entries(files)) await writeFile(`${name}.${ending}`, text, { flag: 'wx' })
  return `screen saved as ${name}.txt, .ans and .svg`
}

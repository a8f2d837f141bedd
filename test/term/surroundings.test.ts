import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { colorDepth, type Environment, needsAscii } from '../../src/term/capabilities.ts'
import { clipboardCommands, clipboardSequence, copyText } from '../../src/term/clipboard.ts'
import type { ColorDepth } from '../../src/term/style.ts'

describe('the colours of a terminal', () => {
  test.each<[ColorDepth | 'auto', Environment, boolean, ColorDepth]>([
    ['auto', { TERM: 'xterm-256color' }, true, '256'],
    ['auto', { TERM: 'xterm-256color', COLORTERM: 'truecolor' }, true, 'true'],
    ['auto', { TERM: 'xterm-kitty' }, true, 'true'],
    ['auto', { TERM: 'xterm' }, true, '16'],
    ['auto', { TERM: 'linux' }, true, '16'],
    ['auto', { TERM: 'dumb', COLORTERM: 'truecolor' }, true, 'never'],
    ['auto', { TERM: 'xterm-256color' }, false, 'never'],
    ['auto', { TERM: 'xterm-256color', NO_COLOR: '1' }, true, 'never'],
    ['auto', { TERM: 'xterm-256color', NO_COLOR: '' }, true, '256'],
    ['auto', { TERM: 'xterm', FORCE_COLOR: '3' }, false, 'true'],
    ['auto', { TERM: 'xterm', FORCE_COLOR: '0' }, true, 'never'],
    ['auto', { TERM: 'xterm', NO_COLOR: '1', FORCE_COLOR: '3' }, true, 'never'],
    ['256', { NO_COLOR: '1' }, false, '256'],
    ['never', { COLORTERM: 'truecolor' }, true, 'never'],
  ])('--color=%s with %o (terminal: %s) gives %s', (option, env, isTerminal, depth) => {
    expect(colorDepth(option, env, isTerminal)).toBe(depth)
  })
})

test.each<[Environment, NodeJS.Platform, boolean]>([
  [{ TERM: 'xterm', LANG: 'en_US.UTF-8' }, 'linux', false],
  [{ TERM: 'xterm', LANG: 'C.utf8' }, 'linux', false],
  [{ TERM: 'xterm', LANG: 'C' }, 'linux', true],
  [{ TERM: 'xterm', LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, 'linux', true],
  [{ TERM: 'xterm' }, 'linux', false],
  [{ TERM: 'linux', LANG: 'en_US.UTF-8' }, 'linux', true],
  [{ WT_SESSION: 'x' }, 'win32', false],
  [{}, 'win32', true],
])('ASCII is needed with %o on %s: %s', (env, platform, expected) => {
  expect(needsAscii(env, platform)).toBe(expected)
})

describe('the clipboard', () => {
  test('a terminal is asked by OSC 52, tmux and screen are told to pass it on', () => {
    expect(clipboardSequence('policy', { TERM: 'xterm' })).toBe('\x1b]52;c;cG9saWN5\x1b\\')
    expect(clipboardSequence('policy', { TERM: 'tmux-256color', TMUX: '/tmp/x' })).toBe(
      '\x1bPtmux;\x1b\x1b]52;c;cG9saWN5\x1b\x1b\\\x1b\\',
    )
    expect(clipboardSequence('policy', { TERM: 'screen' })).toBe('\x1bP\x1b]52;c;cG9saWN5\x1b\\\x1bP\x07\x1b\\')
  })

  test('a text that terminals would drop is not sent', () => {
    expect(clipboardSequence('x'.repeat(60_000), {})).toBeNull()
  })

  test('programs of this machine are not used over ssh', () => {
    expect(clipboardCommands({ DISPLAY: ':0', WAYLAND_DISPLAY: 'w' }, 'linux').map(([name]) => name)).toEqual([
      'wl-copy',
      'xclip',
      'xsel',
    ])
    expect(clipboardCommands({}, 'darwin')).toEqual([['pbcopy']])
    expect(clipboardCommands({ SSH_TTY: '/dev/pts/1' }, 'darwin')).toEqual([])
  })

  test('a terminal takes the text when there is no program', async () => {
    const sent: string[] = []
    const options = {
      env: { TERM: 'xterm' },
      platform: 'linux',
      send: (sequence: string) => sent.push(sequence),
    } as const
    expect(await copyText('policy', options)).toEqual({ type: 'terminal' })
    expect(sent).toEqual(['\x1b]52;c;cG9saWN5\x1b\\'])
  })

  test.skipIf(process.platform === 'win32')('tmux takes the text, since it drops what is sent past it', async () => {
    await withTmux('printf "%s: " "$*" > "$0.told"; cat >> "$0.told"', async (env, folder) => {
      const sent: string[] = []
      const options = { env, platform: 'linux', send: (sequence: string) => sent.push(sequence) } as const
      expect(await copyText('x'.repeat(100_000), options)).toEqual({ type: 'tmux' })
      expect(readFileSync(join(folder, 'tmux.told'), 'utf8')).toBe(`load-buffer -w -: ${'x'.repeat(100_000)}`)
      expect(sent).toEqual([])
    })
  })

  test.skipIf(process.platform === 'win32')('a tmux that refuses is asked to pass the text on', async () => {
    await withTmux('exit 1', async (env) => {
      const sent: string[] = []
      const options = { env, platform: 'linux', send: (sequence: string) => sent.push(sequence) } as const
      expect(await copyText('policy', options)).toEqual({ type: 'terminal' })
      expect(sent).toEqual([clipboardSequence('policy', env)])
    })
  })

  test('a text too long for the terminal goes into a file that only its owner reads', async () => {
    const text = 'x'.repeat(100_000)
    const copied = await copyText(text, { env: { TERM: 'xterm' }, platform: 'linux', send: () => {} })
    if (copied.type !== 'file') throw new Error(`copied to ${copied.type}`)
    expect(readFileSync(copied.path, 'utf8')).toBe(text)
    rmSync(dirname(copied.path), { recursive: true })
  })
})

/** Runs with a folder on the PATH whose `tmux` is this script. */
async function withTmux(script: string, use: (env: Environment, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-tmux-'))
  writeFileSync(join(folder, 'tmux'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  await use({ TERM: 'tmux-256color', TMUX: '/tmp/x', PATH: `${folder}:${process.env.PATH}` }, folder)
  rmSync(folder, { recursive: true })
}

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Installed, install, root, runInstalled } from './installed.ts'

let installed: Installed
beforeAll(() => {
  installed = install()
})
afterAll(() => rmSync(dirname(installed.elsewhere), { recursive: true, force: true }))

const netshootToDb = [
  'trace',
  '--snapshot',
  'catfacts',
  '--from',
  'dev/netshoot',
  '--to',
  'catfacts/db',
  '--port',
  '3306',
]

describe('the packed program', () => {
  test('holds the bundle, the snapshots, the licence and nothing of the workshop', () => {
    const tops = [...new Set(installed.files.map((file) => file.split('/')[0]))].sort()
    const readme = existsSync(join(root, 'README.md')) ? ['README.md'] : []
    expect(tops).toEqual(['LICENSE', ...readme, 'bin', 'dist', 'package.json', 'snapshots'])
    expect(installed.files.filter((file) => /\.(ts|tsx|map|test\.\w+)$/.test(file))).toEqual([])
  })

  test('needs no other package', () => {
    const manifest = JSON.parse(readFileSync(join(installed.folder, 'package.json'), 'utf8'))
    expect(manifest.dependencies ?? {}).toEqual({})
    expect(existsSync(join(installed.folder, 'node_modules'))).toBe(false)
  })

  test('carries the licence of every package that the bundle holds', () => {
    const notices = readFileSync(join(installed.folder, 'dist/LICENSES.txt'), 'utf8')
    for (const name of ['commander', 'ink', 'react', 'yaml', 'js-yaml', 'fuse.js', 'yoga-layout']) {
      expect(notices).toMatch(new RegExp(`^${name.replace('.', '\\.')} \\d+\\.\\d+\\.\\d+ \\(`, 'm'))
    }
    expect(notices).not.toContain('undefined')
  })

  test('holds no path of the machine it was built on', () => {
    const dist = join(installed.folder, 'dist')
    const home = process.env.HOME ?? root
    const told = readdirSync(dist).filter((file) => {
      const text = readFileSync(join(dist, file), 'utf8')
      return text.includes(root) || (home.length > 5 && text.includes(home))
    })
    expect(told).toEqual([])
  })
})

describe('the installed program, in another folder and without a network', () => {
  test('tells its version and its help', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(runInstalled(installed, ['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
    expect(runInstalled(installed, ['--help'])).toMatchObject({ code: 0, stderr: '' })
  })

  test('traces a connection of a bundled snapshot', () => {
    const ran = runInstalled(installed, netshootToDb)
    expect(ran).toMatchObject({ code: 2, stderr: '' })
    expect(ran.stdout).toMatch(/^✗ Denied on ingress at catfacts\/db/)
  })

  test('prints the board of every bundled snapshot, each in all forms', () => {
    for (const snapshot of readdirSync(join(installed.folder, 'snapshots'))) {
      for (const form of ['text', 'json', 'yaml']) {
        expect(runInstalled(installed, ['--snapshot', snapshot, '-o', form])).toMatchObject({ code: 0 })
      }
    }
  })

  test('reads a cluster and a batch from standard input', () => {
    const cluster = readFileSync(
      join(
        root,
        'snapshots/quiz',
        readdirSync(join(root, 'snapshots/quiz')).find((file) => file.endsWith('.yaml')) ?? '',
      ),
      'utf8',
    )
    expect(runInstalled(installed, ['board', '--snapshot', '-'], { input: cluster }).stdout).toContain('tier-1')
    const query = `${JSON.stringify({ id: 1, from: 'dev/netshoot', to: 'catfacts/db', port: 3306 })}\n`
    const ran = runInstalled(installed, ['trace', '--snapshot', 'catfacts', '--queries', '-'], { input: query })
    expect(JSON.parse(ran.stdout)).toMatchObject({ id: 1, verdict: 'Deny' })
  })

  test('says in one line what to do where no cluster is to be found', () => {
    const ran = runInstalled(installed, [])
    expect(ran.code).toBe(1)
    expect(ran.stderr).toMatch(/^calico-tui: [^\n]*--snapshot[^\n]*\n$/)
  })
})

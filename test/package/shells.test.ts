import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runCli } from '../cli/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'calico-tui-completion-'))
afterAll(() => rmSync(folder, { recursive: true }))

const hasShell = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0

/** The program in the path of the shells: it tells how it was called back and gives two names. */
writeFileSync(join(folder, 'calico-tui'), '#!/bin/sh\necho "dev/netshoot"\necho "dev/called-for-$2"\n', { mode: 0o755 })
const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, HOME: folder, XDG_CONFIG_HOME: folder }

async function scriptFile(shell: string): Promise<string> {
  const { stdout } = await runCli(['completion', shell])
  const file = join(folder, `completion.${shell}`)
  writeFileSync(file, stdout)
  return file
}

/** What is typed, and what must be among the offers. */
const offers: readonly (readonly [string, string])[] = [
  ['calico-tui tr', 'trace'],
  ['calico-tui ', 'board'],
  ['calico-tui --snap', '--snapshot'],
  ['calico-tui trace --sc', '--scope'],
  ['calico-tui trace --scope pend', 'pending'],
  ['calico-tui -o js', 'jsonl'],
  ['calico-tui completion z', 'zsh'],
  ['calico-tui trace --snapshot catfacts --from dev/', 'dev/called-for-sources'],
  ['calico-tui trace --to dev/', 'dev/called-for-destinations'],
  ['calico-tui policy dev/', 'dev/called-for-policies'],
  ['calico-tui --snapshot dev/', 'dev/called-for-snapshots'],
]

describe.skipIf(!hasShell('bash'))('bash', () => {
  test.each(offers)('completes `%s` with %s', async (typed, offer) => {
    const script = `source ${await scriptFile('bash')}
COMP_LINE=${JSON.stringify(typed)}; COMP_POINT=\${#COMP_LINE}; COMP_WORDS=($COMP_LINE); COMP_CWORD=$((\${#COMP_WORDS[@]}-1))
_calico_tui; printf '%s\\n' "\${COMPREPLY[@]}"`
    const ran = spawnSync('bash', ['--norc', '-c', script], { env, encoding: 'utf8' })
    expect({ offers: ran.stdout.split('\n'), stderr: ran.stderr }).toEqual({
      offers: expect.arrayContaining([offer]),
      stderr: '',
    })
  })

  test('names with a colon are completed from behind the colon, as bash replaces them', async () => {
    writeFileSync(
      join(folder, 'calico-tui'),
      '#!/bin/sh\necho "svc:shop/api"\necho dev/netshoot\necho "dev/called-for-$2"\n',
      { mode: 0o755 },
    )
    const script = `source ${await scriptFile('bash')}
COMP_LINE='calico-tui trace --to svc:sh'; COMP_POINT=\${#COMP_LINE}; COMP_WORDBREAKS=' :='
_calico_tui; printf '%s\\n' "\${COMPREPLY[@]}"`
    const ran = spawnSync('bash', ['--norc', '-c', script], { env, encoding: 'utf8' })
    expect(ran.stdout.split('\n')).toContain('shop/api')
  })
})

describe.skipIf(!hasShell('fish'))('fish', () => {
  test.each(offers)('completes `%s` with %s', async (typed, offer) => {
    const script = `source ${await scriptFile('fish')}; complete -C ${JSON.stringify(typed)}`
    const ran = spawnSync('fish', ['--no-config', '-c', script], { env, encoding: 'utf8' })
    const found = ran.stdout.split('\n').map((line) => line.split('\t')[0])
    expect({ offers: found, stderr: ran.stderr }).toEqual({ offers: expect.arrayContaining([offer]), stderr: '' })
  })
})

describe.skipIf(!hasShell('zsh'))('zsh', () => {
  test('reads the script without a complaint and knows a completion for the program', async () => {
    const file = await scriptFile('zsh')
    const script = `autoload -U compinit; compinit -u -D; source ${file}; print -r -- "$_comps[calico-tui]"`
    const ran = spawnSync('zsh', ['-f', '-c', script], { env, encoding: 'utf8' })
    expect({ status: ran.status, stdout: ran.stdout.trim(), stderr: ran.stderr }).toEqual({
      status: 0,
      stdout: '_calico_tui',
      stderr: '',
    })
  })

  test.each(offers.filter(([typed]) => !typed.endsWith(' ') && !typed.startsWith('calico-tui -o')))(
    'completes `%s` with %s',
    async (typed, offer) => {
      // Completion runs only inside the line editor, so a real one is driven, and what it offers is noted in files.
      const script = `zmodload zsh/zpty; zpty z 'zsh -f -i'
zpty -w z "PROMPT=; unset zle_bracketed_paste; autoload -U compinit; compinit -u -D; source ${await scriptFile('zsh')}"
zpty -w z "compadd() { [[ \\$* == *-[OAD]* ]] || { local -a got; builtin compadd -O got \\"\\$@\\"; print -rl -- \\$got > ${folder}/offers.\\$RANDOM; }; builtin compadd \\"\\$@\\" }"
zpty -w z "tab() { zle complete-word; print fin''ished }; zle -N tab; bindkey '^I' tab; echo re''ady"
zpty -r -m z x '*ready*'
zpty -w -n z ${JSON.stringify(typed)}$'\\t'
zpty -r -m z x '*finished*'
cat ${folder}/offers.*; rm -f ${folder}/offers.*`
      const ran = spawnSync('zsh', ['-f', '-c', script], { env, encoding: 'utf8', timeout: 20_000 })
      expect(ran.stdout.split('\n')).toContain(offer)
    },
  )
})

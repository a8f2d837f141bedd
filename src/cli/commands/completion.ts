import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { completionTable } from '../completion/table.ts'
import { zshScript } from '../completion/zsh.ts'
import { exitCode } from '../failed.ts'
import type { CommandRun } from '../options.ts'
import { program } from '../program.ts'

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript }

/** `calico-tui completion bash|zsh|fish`: a script, written from the command table. */
export const completion: CommandRun = async ({ arguments: [shell] }, world) => {
  const script = SCRIPTS[shell === 'zsh' || shell === 'fish' ? shell : 'bash']
  await world.stdout.write(script(completionTable(program('', () => {}))))
  return exitCode.done
}

import { missingFlowsRole, missingRole } from '../../model/access-table.ts'
import { type AccessOf, accessJson, accessLines, optionalFlowsRules } from '../../text/access.ts'
import { exitCode, Failed, usage } from '../failed.ts'
import type { CommandRun } from '../options.ts'
import { printResult, resultForm } from '../result.ts'

/** `calico-tui access`: what the user of a live cluster may see and do. */
export const access: CommandRun = async ({ own, global }, world) => {
  if (global.snapshots.length > 0) throw usage('a snapshot has no users: access is that of a live cluster')
  resultForm(global)
  // Loaded only here: nothing else of this command needs the network.
  const { connectLive, failedBy } = await import('../load-live.ts')
  const [{ discover }, { readAccess }] = await Promise.all([
    import('../../sources/live/discovery.ts'),
    import('../../sources/live/read-access.ts'),
  ])
  const connection = await connectLive(global, world)
  if (connection === null) throw new Failed('no cluster was named and there is no kubeconfig')
  const { client, context } = connection
  const namespace = global.namespace ?? connection.namespace
  try {
    const discovered = await discover(client, world.signal)
    const table = await readAccess({ client, discovered, namespace }, world.signal)
    if (own.role === true) return await printRole(table)
    const asked: AccessOf = { context, server: client.server.host, access: table }
    await printResult({ lines: () => accessLines(asked), json: () => accessJson(asked) }, global, world)
    return exitCode.done
  } catch (error) {
    throw failedBy(error)
  } finally {
    client.close()
  }

  /** The missing role alone, for kubectl. */
  async function printRole(table: AccessOf['access']): Promise<number> {
    const flowsRole = missingFlowsRole(table)
    const roles = [missingRole(table), flowsRole].filter((role) => role !== null)
    const { yamlText } = await import('../../text/yaml.ts')
    if (roles.length === 0) await world.stderr.write('everything that can be shown may be read: no role is missing\n')
    else await world.stdout.write(roles.map((role) => yamlText(role)).join('---\n'))
    if (flowsRole !== null) await world.stdout.write(`${optionalFlowsRules.join('\n')}\n`)
    return exitCode.done
  }
}

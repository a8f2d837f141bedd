import { access, readFile } from 'node:fs/promises'
import type { ConfigEntry, KubeContext } from './kubeconfig.ts'

const folder = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The context of the pod this program runs in, by its service account; null outside a cluster. */
export async function inCluster(env: Readonly<Record<string, string | undefined>>): Promise<KubeContext | null> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env
  const tokenFile = `${folder}/token`
  if (host === undefined || port === undefined) return null
  const isThere = await access(tokenFile).then(
    () => true,
    () => false,
  )
  if (!isThere) return null
  const entry = (name: string, value: ConfigEntry['value']): ConfigEntry => ({ name, file: tokenFile, value })
  const namespace = await readFile(`${folder}/namespace`, 'utf8').then(
    (text) => text.trim(),
    () => null,
  )
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
  return {
    name: 'in-cluster',
    namespace,
    cluster: entry('in-cluster', { server, 'certificate-authority': `${folder}/ca.crt` }),
    user: entry('in-cluster', { tokenFile }),
  }
}

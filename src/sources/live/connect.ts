import { ApiClient } from './api-client.ts'
import { ApiError } from './api-error.ts'
import { ContextCredentials, type Impersonation } from './identity.ts'
import { inCluster } from './in-cluster.ts'
import { contextOf, type KubeContext, type Kubeconfig, placesOf, readKubeconfig } from './kubeconfig.ts'
import { agentFor, proxyFor } from './proxy.ts'
import { text } from './record.ts'

/** What the command line says of the cluster to open. */
export interface ConnectOptions {
  readonly context: string | null
  readonly kubeconfig: string | null
  readonly impersonate: Impersonation
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  readonly now: () => number
  readonly onPluginMessage: (line: string) => void
  /** Whether a credential plugin may talk to the user: at once, when asked to sign in, or never. */
  readonly terminal: 'given' | 'on-request' | 'none'
  /** How long one request may take; null for the usual. */
  readonly timeoutMs: number | null
}

/** A cluster that can be asked. Nothing was sent to it yet. */
export interface Connection {
  readonly client: ApiClient
  /** The context's name, or `in-cluster`. */
  readonly context: string
  readonly namespace: string | null
  /** Shown as long as it is so. */
  readonly isTlsVerified: boolean
  /** Gives this process's terminal to the credential plugin; null where none would have a use for it. Throws an ApiError. */
  readonly signIn: ((signal: AbortSignal) => Promise<void>) | null
  /** The other contexts there are. */
  readonly contexts: readonly string[]
}

/** Find the cluster that the options, the kubeconfig or the pod we run in name. Null when nothing names one. Throws an ApiError. */
export async function connect(options: ConnectOptions): Promise<Connection | null> {
  const config = await readKubeconfig(placesOf(options.kubeconfig, options.env))
  if (config === null || (options.context === null && config.currentContext === null && config.contexts.size === 0)) {
    if (config !== null && options.kubeconfig !== null)
      throw new ApiError('credentials', `no context stands in the kubeconfig ${config.files.join(', ')}`)
    if (options.context !== null)
      throw new ApiError('credentials', 'there is no kubeconfig', { hint: 'set KUBECONFIG or give --kubeconfig' })
    const inside = await inCluster(options.env)
    return inside === null ? null : connectionTo(inside, [], options)
  }
  return connectionTo(contextOf(config, options.context), contextNames(config), options)
}

function contextNames(config: Kubeconfig): readonly string[] {
  return [...config.contexts.keys()].sort()
}

function connectionTo(context: KubeContext, contexts: readonly string[], options: ConnectOptions): Connection {
  const { cluster } = context
  const server = serverOf(context)
  const credentials = new ContextCredentials(context, options)
  const proxy = proxyFor(server, text(cluster.value['proxy-url']), options.env)
  return {
    client: new ApiClient({
      server,
      credentials,
      agent: agentFor(server, proxy),
      userAgent: `calico-tui/${options.version}`,
      proxied: proxy !== null,
      compresses: cluster.value['disable-compression'] !== true,
      now: options.now,
      ...(options.timeoutMs !== null && { timeoutMs: options.timeoutMs }),
    }),
    context: context.name,
    namespace: context.namespace,
    isTlsVerified: cluster.value['insecure-skip-tls-verify'] !== true,
    signIn: credentials.canSignIn ? (signal) => credentials.signIn(signal) : null,
    contexts,
  }
}

function serverOf(context: KubeContext): URL {
  const server = text(context.cluster.value.server)
  if (server === null)
    throw new ApiError('credentials', `cluster \`${context.cluster.name}\` in ${context.cluster.file} has no server`)
  try {
    const url = new URL(server)
    if (url.protocol === 'https:' || url.protocol === 'http:') return url
  } catch {
    // Said below.
  }
  throw new ApiError(
    'credentials',
    `the server of cluster \`${context.cluster.name}\` in ${context.cluster.file} is no http or https URL`,
  )
}

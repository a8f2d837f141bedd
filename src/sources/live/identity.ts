import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ApiError } from './api-error.ts'
import { providerToken } from './auth-provider.ts'
import type { Credentials, Identity } from './credentials.ts'
import { type ExecResult, type ExecSettings, runExecPlugin } from './exec-plugin.ts'
import { type ConfigEntry, type KubeContext, pathIn } from './kubeconfig.ts'
import { PluginRun } from './plugin-run.ts'
import { type JsonRecord, list, record, text } from './record.ts'
import { utcTime } from './utc-time.ts'

/** Who to act as, beside what the kubeconfig says. */
export interface Impersonation {
  readonly user: string | null
  readonly groups: readonly string[]
}

export interface IdentityOptions {
  readonly impersonate: Impersonation
  readonly now: () => number
  /** What a credential plugin says while it runs. */
  readonly onPluginMessage: (line: string) => void
  /** Whether a credential plugin may talk to the user: at once, as kubectl lets it, when asked to sign in, or never. */
  readonly terminal: 'given' | 'on-request' | 'none'
}

/** A plugin's credentials are renewed this long before their time is over. */
const renewBeforeMs = 30_000
/** How long a token file is trusted before it is read again: what writes it rotates it. */
const tokenFileMs = 60_000

const leaveAloneMs = 60_000

/** What a plugin answered, when, and whether that was after its last answer was refused. */
interface PluginAnswer {
  readonly result: ExecResult
  readonly gotAt: number
  readonly isSecond: boolean
}

/** The credentials of a context: certificates, tokens, token files, basic authentication and credential plugins. */
export class ContextCredentials implements Credentials {
  readonly #context: KubeContext
  readonly #options: IdentityOptions
  #plugin: PluginAnswer | null = null
  #running: PluginRun | null = null
  /** After a plugin was refused twice in a row it is left alone until then: the user must sign in. */
  #leaveAloneUntil = 0
  #wasRefused = false
  #tokenFile: { readonly token: string; readonly readAt: number } | null = null
  #tls: Identity['tls'] | null = null
  /** What the changing part of an identity was made of. */
  readonly #madeOf = new WeakMap<Identity, object>()

  constructor(context: KubeContext, options: IdentityOptions) {
    this.#context = context
    this.#options = options
  }

  async identity(signal: AbortSignal | null): Promise<Identity> {
    this.#tls ??= await staticTls(this.#context)
    const { user } = this.#context
    const plugin = user === null ? null : await this.#fromPlugin(user, signal)
    const token = plugin?.token ?? (user === null ? null : await this.#token(user))
    const tls =
      plugin?.certificate && plugin.key ? { ...this.#tls, cert: plugin.certificate, key: plugin.key } : this.#tls
    const identity = { tls, headers: { ...authorization(user, token), ...this.#impersonation() } }
    const source = this.#plugin ?? this.#tokenFile
    if (source !== null) this.#madeOf.set(identity, source)
    return identity
  }

  /** True when the context has a credential plugin that may ask the user something. */
  get canSignIn(): boolean {
    return this.#context.user !== null && mayAsk(execSettings(this.#context, this.#context.user))
  }

  /** Give the terminal of this process to the credential plugin; what it answers serves the requests that wait, and those that follow.
   * Throws an ApiError. */
  async signIn(signal: AbortSignal): Promise<void> {
    const settings = this.#context.user === null ? null : execSettings(this.#context, this.#context.user)
    if (settings === null || !mayAsk(settings))
      throw new ApiError('credentials', 'this context has no credential plugin that could ask you')
    const before = this.#running
    this.#plugin = null
    this.#leaveAloneUntil = 0
    const run = this.#startPlugin(settings, true)
    before?.stop()
    await this.#resultOf(run, signal)
  }

  rejected(identity: Identity): boolean {
    const source = this.#madeOf.get(identity)
    if (source === undefined) return false
    // Many requests are refused at once: the first one renews for all.
    if (source !== (this.#plugin ?? this.#tokenFile)) return true
    this.#tokenFile = null
    const plugin = this.#plugin
    this.#plugin = null
    if (plugin === null) return true
    // A plugin that is refused twice in a row will not do better the third time.
    const now = this.#options.now()
    const isHopeless = plugin.isSecond && now - plugin.gotAt < leaveAloneMs
    if (isHopeless) this.#leaveAloneUntil = now + leaveAloneMs
    this.#wasRefused = !isHopeless
    return !isHopeless
  }

  complaint(): string | null {
    const pem = this.#tls?.cert
    if (typeof pem !== 'string') return null
    try {
      const { validTo } = new X509Certificate(pem)
      const expired = Date.parse(validTo)
      return expired < this.#options.now() ? `your client certificate expired on ${utcTime(expired)}` : null
    } catch {
      return 'your client certificate cannot be read'
    }
  }

  async #fromPlugin(user: ConfigEntry, signal: AbortSignal | null): Promise<ExecResult | null> {
    const settings = execSettings(this.#context, user)
    if (settings === null) return null
    const { now } = this.#options
    const present = this.#plugin?.result
    if (present !== undefined && (present.expiresAt === null || present.expiresAt - renewBeforeMs > now()))
      return present
    if (now() < this.#leaveAloneUntil) {
      throw new ApiError('unauthorized', `the server refuses the credentials of \`${settings.command}\``, {
        hint: 'sign in with it; it is tried again within a minute',
      })
    }
    // Many requests start at once; the plugin runs once for all of them, and ends when none of them wants it any more.
    const run = this.#running ?? this.#startPlugin(settings, this.#options.terminal === 'given')
    return this.#resultOf(run, signal)
  }

  async #resultOf(run: PluginRun, signal: AbortSignal | null): Promise<ExecResult> {
    let result: ExecResult
    try {
      result = await run.for(signal)
    } catch (cause) {
      // The user signs in: that is what there is to wait for now.
      const other = this.#running
      if (other === null || other === run || signal?.aborted === true) throw cause
      return this.#resultOf(other, signal)
    }
    if (this.#running === run) {
      this.#running = null
      this.#plugin = { result, gotAt: this.#options.now(), isSecond: this.#wasRefused }
      this.#wasRefused = false
    }
    return result
  }

  #startPlugin(settings: ExecSettings, interactive: boolean): PluginRun {
    const { onPluginMessage: onMessage, terminal } = this.#options
    const run = new PluginRun((signal) => runExecPlugin(settings, { signal, onMessage, interactive, terminal }))
    this.#running = run
    run.done.catch(() => {
      if (this.#running === run) this.#running = null
    })
    return run
  }

  async #token(user: ConfigEntry): Promise<string | null> {
    const file = user.value.tokenFile
    if (typeof file === 'string' && file !== '') {
      const { now } = this.#options
      if (this.#tokenFile === null || now() - this.#tokenFile.readAt > tokenFileMs) {
        this.#tokenFile = { token: (await readPath(pathIn(user, file))).trim(), readAt: now() }
      }
      return this.#tokenFile.token
    }
    if (typeof user.value.token === 'string' && user.value.token !== '') return user.value.token
    return providerToken(user, this.#options.now())
  }

  #impersonation(): Identity['headers'] {
    const { user, groups } = this.#options.impersonate
    const configured = this.#context.user?.value ?? {}
    const name = user ?? (typeof configured.as === 'string' ? configured.as : null)
    if (name === null) return {}
    const configuredGroups = list(configured['as-groups']).map(String)
    const all = groups.length > 0 ? groups : configuredGroups
    return {
      'Impersonate-User': name,
      ...(all.length > 0 && { 'Impersonate-Group': all }),
      // What else the kubeconfig says of somebody is said of nobody else.
      ...(user === null && furtherImpersonation(configured)),
    }
  }
}

/** Source: client-go/transport/round_trippers.go (kubernetes/kubernetes). */
function furtherImpersonation(user: JsonRecord): Identity['headers'] {
  const uid = text(user['as-uid'])
  const extra = Object.entries(record(user['as-user-extra'])).map(
    ([key, values]) => [`Impersonate-Extra-${headerKey(key)}`, list(values).map(String)] as const,
  )
  return { ...(uid !== null && { 'Impersonate-Uid': uid }), ...Object.fromEntries(extra) }
}

/** A key as a part of the name of a header: what cannot stand there in percent and hexadecimal. */
function headerKey(key: string): string {
  return [...Buffer.from(key)]
    .map((byte) => {
      const letter = String.fromCharCode(byte)
      return /[\w!#$&'*+.^`|~-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

function authorization(user: ConfigEntry | null, token: string | null): Record<string, string> {
  if (token !== null) return { authorization: `Bearer ${token}` }
  const { username, password } = user?.value ?? {}
  if (typeof username !== 'string' || username === '') return {}
  return { authorization: `Basic ${Buffer.from(`${username}:${String(password ?? '')}`).toString('base64')}` }
}

async function staticTls(context: KubeContext): Promise<Identity['tls']> {
  const { cluster, user } = context
  const ca = await dataOrFile(cluster, 'certificate-authority')
  const cert = user === null ? null : await dataOrFile(user, 'client-certificate')
  const key = user === null ? null : await dataOrFile(user, 'client-key')
  const servername = cluster.value['tls-server-name']
  return {
    rejectUnauthorized: cluster.value['insecure-skip-tls-verify'] !== true,
    ...(ca !== null && { ca }),
    ...(cert !== null && { cert }),
    ...(key !== null && { key }),
    ...(typeof servername === 'string' && servername !== '' && { servername }),
  }
}

/** `NAME-data` in base64, else the file `NAME` names, else null. */
async function dataOrFile(entry: ConfigEntry, name: string): Promise<string | null> {
  const data = entry.value[`${name}-data`]
  if (typeof data === 'string' && data !== '') {
    const text = Buffer.from(data, 'base64').toString('utf8')
    if (!text.includes('-----BEGIN'))
      throw new ApiError('credentials', `\`${name}-data\` of \`${entry.name}\` in ${entry.file} is not PEM in base64`)
    return text
  }
  const path = entry.value[name]
  return typeof path === 'string' && path !== '' ? readPath(pathIn(entry, path)) : null
}

async function readPath(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new ApiError(
      'credentials',
      `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    )
  }
}

function execSettings(context: KubeContext, user: ConfigEntry): ExecSettings | null {
  const value = record(user.value.exec)
  const command = text(value.command)
  if (command === null) return null
  const mode = value.interactiveMode
  return {
    command: /[\\/]/.test(command) ? pathIn(user, command) : command,
    args: list(value.args).map(String),
    env: envOf(value.env),
    apiVersion: String(value.apiVersion ?? 'client.authentication.k8s.io/v1'),
    installHint: text(value.installHint),
    interactiveMode: mode === 'Never' || mode === 'Always' ? mode : 'IfAvailable',
    cluster: value.provideClusterInfo === true ? clusterInfo(context) : null,
  }
}

function mayAsk(settings: ExecSettings | null): boolean {
  return settings !== null && settings.interactiveMode !== 'Never'
}

function envOf(value: unknown): Record<string, string> {
  const entries = list(value).map(record)
  return Object.fromEntries(entries.map((entry) => [String(entry.name), String(entry.value)]))
}

function clusterInfo(context: KubeContext): Readonly<Record<string, unknown>> {
  const { value } = context.cluster
  return {
    server: value.server,
    'tls-server-name': value['tls-server-name'],
    'insecure-skip-tls-verify': value['insecure-skip-tls-verify'],
    'certificate-authority-data': value['certificate-authority-data'],
    'proxy-url': value['proxy-url'],
  }
}

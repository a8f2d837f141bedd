import { spawn } from 'node:child_process'
import { ApiError, safeText } from './api-error.ts'
import { type JsonRecord, record, text } from './record.ts'

/** How a kubeconfig says to run a credential plugin. */
export interface ExecSettings {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly apiVersion: string
  readonly installHint: string | null
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always'
  /** What `KUBERNETES_EXEC_INFO` tells of the cluster; null unless `provideClusterInfo`. */
  readonly cluster: Readonly<Record<string, unknown>> | null
}

/** What a plugin answers. `expiresAt` null: valid until it is refused. */
export interface ExecResult {
  readonly token: string | null
  readonly certificate: string | null
  readonly key: string | null
  readonly expiresAt: number | null
}

export interface ExecOptions {
  readonly signal: AbortSignal | null
  /** Lines of the plugin's standard error as they come: a device code to type, the reason of a failure. */
  readonly onMessage: (line: string) => void
  /** True to give the plugin this process's terminal, unless its settings say that it has no use for it. */
  readonly interactive: boolean
  /** How the user can give it the terminal where it was not given. */
  readonly terminal: 'given' | 'on-request' | 'none'
}

const quietLimitMs = 60_000
const interactiveLimitMs = 300_000
/** Credentials are tokens and certificates: a plugin that prints more is not one. */
const longestOutput = 1024 * 1024

/** Run a credential plugin once. Throws an ApiError with its last words; never with what it printed as its result. */
export async function runExecPlugin(settings: ExecSettings, options: ExecOptions): Promise<ExecResult> {
  if (settings.interactiveMode === 'Always' && !options.interactive) {
    const hint = options.terminal === 'on-request' ? 'sign in' : 'it needs a terminal'
    throw new ApiError('credentials', `\`${settings.command}\` wants to talk to you`, { hint })
  }
  const interactive = options.interactive && settings.interactiveMode !== 'Never'
  const { output, code, lastWords } = await run(settings, { ...options, interactive })
  if (code !== 0) {
    const why = lastWords === '' ? (code === null ? 'it was ended' : `it ended with ${code}`) : lastWords
    throw new ApiError('credentials', `\`${settings.command}\` gave no credentials: ${why}`, {
      hint: 'sign in and try again',
    })
  }
  return parseResult(settings.command, output)
}

interface Finished {
  readonly output: string
  readonly code: number | null
  readonly lastWords: string
}

function run(settings: ExecSettings, options: ExecOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const info = {
      apiVersion: settings.apiVersion,
      kind: 'ExecCredential',
      spec: { interactive: options.interactive, ...(settings.cluster && { cluster: settings.cluster }) },
    }
    const child = spawn(settings.command, [...settings.args], {
      env: { ...process.env, ...settings.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      stdio: [options.interactive ? 'inherit' : 'ignore', 'pipe', options.interactive ? 'inherit' : 'pipe'],
      // A group of its own, so that what the plugin started ends with it; with the terminal it must stay in ours.
      detached: !options.interactive,
    })
    let output = ''
    const words: string[] = []
    const limit = setTimeout(
      () => fail(new ApiError('credentials', `\`${settings.command}\` took too long`)),
      options.interactive ? interactiveLimitMs : quietLimitMs,
    )
    const stop = () => fail(new ApiError('aborted', 'cancelled'))
    const fail = (error: ApiError) => {
      endGroup(child.pid, !options.interactive)
      finish(() => reject(error))
    }
    // A signal that ends this program must not leave the plugin behind.
    const endWithUs = () => endGroup(child.pid, !options.interactive)
    process.once('exit', endWithUs)
    const finish = (settle: () => void) => {
      process.off('exit', endWithUs)
      clearTimeout(limit)
      options.signal?.removeEventListener('abort', stop)
      settle()
    }
    options.signal?.addEventListener('abort', stop)
    if (options.signal?.aborted) stop()
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.length > longestOutput) fail(new ApiError('credentials', `\`${settings.command}\` printed too much`))
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text
        .split('\n')
        .map((part) => safeText(part))
        .filter((part) => part !== '')) {
        words.push(line)
        options.onMessage(line)
      }
    })
    child.on('error', (cause) => finish(() => reject(notStarted(settings, cause))))
    child.on('close', (code, signal) => {
      // The user's ctrl-c, which the terminal sends to the plugin and to us.
      if (signal === 'SIGINT') fail(new ApiError('aborted', 'cancelled'))
      else finish(() => resolve({ output, code, lastWords: words.slice(-3).join(' · ') }))
    })
  })
}

function endGroup(pid: number | undefined, detached: boolean): void {
  if (pid === undefined) return
  try {
    process.kill(detached ? -pid : pid, 'SIGTERM')
  } catch {
    // It had ended by itself.
  }
}

function notStarted(settings: ExecSettings, cause: Error): ApiError {
  const missing = 'code' in cause && cause.code === 'ENOENT'
  const usual = settings.command.includes('kubelogin')
    ? 'install kubelogin or run `az aks get-credentials --admin`'
    : 'install it, or name where it is as `command` of the user in the kubeconfig'
  const hint = settings.installHint === null ? usual : safeText(settings.installHint)
  const why = missing ? 'is not installed' : `cannot be started: ${safeText(cause.message)}`
  return new ApiError('credentials', `the credential plugin \`${settings.command}\` ${why}`, { hint })
}

function parseResult(command: string, output: string): ExecResult {
  let status: JsonRecord
  try {
    status = record(record(JSON.parse(output)).status)
  } catch {
    throw new ApiError('credentials', `\`${command}\` did not answer with an ExecCredential`)
  }
  const token = text(status.token)
  const certificate = text(status.clientCertificateData)
  const key = text(status.clientKeyData)
  if (token === null && (certificate === null || key === null)) {
    throw new ApiError('credentials', `\`${command}\` answered with neither a token nor a certificate and its key`)
  }
  const expires = Date.parse(text(status.expirationTimestamp) ?? '')
  return { token, certificate, key, expiresAt: Number.isNaN(expires) ? null : expires }
}

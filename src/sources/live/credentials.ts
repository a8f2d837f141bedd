import type { SecureContextOptions } from 'node:tls'

/** What a request carries to say who is asking, and how the server's certificate is judged. Never logged, never shown. */
export interface Identity {
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly tls: SecureContextOptions & { readonly rejectUnauthorized: boolean; readonly servername?: string }
}

/** Gives the identity for the next request, renewing it when its time is over. */
export interface Credentials {
  identity(signal: AbortSignal | null): Promise<Identity>
  /** The server refused the identity (401). True when there is a chance that the next one differs. */
  rejected(): boolean
}

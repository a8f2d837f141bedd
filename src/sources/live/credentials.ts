import type { SecureContextOptions } from 'node:tls'

/** What a request carries to say who is asking, and how the server's certificate is judged. Never logged, never shown. */
export interface Identity {
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly tls: SecureContextOptions & { readonly rejectUnauthorized: boolean; readonly servername?: string }
}

/** Gives the identity for the next request, renewing it when its time is over. */
export interface Credentials {
  identity(signal: AbortSignal | null): Promise<Identity>
  /** The server refused this identity (401). True when there is a chance that the next one differs. */
  rejected(identity: Identity): boolean
  /** What may be why the server refuses the identity, such as a client certificate that expired; null where nothing is known. */
  complaint?(): string | null
}

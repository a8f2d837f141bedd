import { visible } from '../../model/visible.ts'
import { ApiError } from './api-error.ts'
import type { ConfigEntry } from './kubeconfig.ts'
import { record, text } from './record.ts'
import { utcTime } from './utc-time.ts'

/** What to do where a provider is named that kubectl has no more. */
const successors: Readonly<Record<string, string>> = {
  azure: 'run `kubelogin convert-kubeconfig`',
  gcp: 'install gke-gcloud-auth-plugin, then run `gcloud container clusters get-credentials` again',
}

/**
 * The token of a user's `auth-provider`, the form before credential plugins; null where there is none. Of those only `oidc` is left in
 * Kubernetes. Its token is used as long as it is valid and never renewed: that would mean to speak to another server than the
 * cluster's, and to write the kubeconfig. Throws an ApiError.
 */
export function providerToken(user: ConfigEntry, now: number): string | null {
  const provider = record(user.value['auth-provider'])
  const name = text(provider.name)
  if (name === null) return null
  const shown = visible(name, 60)
  const place = `of user \`${user.name}\` in ${user.file}`
  if (name !== 'oidc') {
    throw new ApiError('credentials', `the auth provider \`${shown}\` ${place} is no part of Kubernetes since 1.26`, {
      hint: successors[name] ?? 'use a credential plugin (`exec`)',
    })
  }
  const token = text(record(provider.config)['id-token'])
  const hint = 'sign in with what wrote it, or use a credential plugin such as kubelogin, which renews it'
  if (token === null) throw new ApiError('credentials', `the auth provider \`oidc\` ${place} has no id-token`, { hint })
  const expires = expiryOf(token)
  if (expires === null || expires > now) return token
  throw new ApiError('credentials', `the id-token ${place} expired on ${utcTime(expires)}`, { hint })
}

/** When a JSON Web Token ends, in milliseconds since 1970; null where it does not say. */
function expiryOf(token: string): number | null {
  try {
    const { exp } = record(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')))
    return typeof exp === 'number' ? exp * 1000 : null
  } catch {
    // The server knows what to make of it.
    return null
  }
}

import type { ApiClient } from '../api-client.ts'
import { record, text } from '../record.ts'

/** Where Calico's operator puts what is asked for here. */
export const namespace = 'calico-system'

/** The authority that signs the certificates of Calico's own services, in PEM, from a bundle of the operator; null where it holds none.
 * Throws an ApiError. Source: pkg/tls/certificatemanagement (tigera/operator). */
export async function authorityIn(client: ApiClient, bundle: string, signal: AbortSignal): Promise<string | null> {
  const found = record(await client.json(`/api/v1/namespaces/${namespace}/configmaps/${bundle}`, { signal }))
  const data = record(found.data)
  return text(data['ca.crt']) ?? text(data['tigera-ca-bundle.crt'])
}

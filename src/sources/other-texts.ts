import { visible } from '../model/visible.ts'

/** A text without objects in it that people often have instead of one. A null message: nothing is missing. */
export interface OtherText {
  readonly message: string | null
  readonly severity: 'error' | 'warning'
}

/**
 * Recognises what is neither YAML nor JSON by its first lines: tables and messages of kubectl (a bundle of `calicoctl cluster
 * diags` has a file for each command, also for one that failed), web pages.
 */
export function otherText(text: string): OtherText | null {
  const start = text.slice(0, 2000).trimStart()
  const first = start.split('\n', 1)[0]?.trimEnd() ?? ''
  if (/^(?:No resources found|error: the server doesn't have a resource type)/.test(first)) {
    return { message: null, severity: 'warning' }
  }
  if (
    /^(?:error:|Error from server|error when|Unable to connect to the server|The connection to the server) ?/.test(
      first,
    )
  ) {
    return { message: `kubectl could not print the objects: ${visible(first)}`, severity: 'warning' }
  }
  if (
    /^[A-Z][A-Z0-9()-]*(?: {2,}[A-Z][A-Z0-9()/ -]*)*$/.test(first) &&
    !/[a-z:]/.test(first) &&
    first.includes('NAME')
  ) {
    return {
      message: 'a table as `kubectl get` prints it: expected the output of `-o yaml` or `-o json`',
      severity: 'error',
    }
  }
  if (/^<(?:!doctype|html|\?xml)/i.test(first)) {
    return { message: `a web page: expected YAML or JSON, not \`${visible(first.slice(0, 40))}\``, severity: 'error' }
  }
  return null
}

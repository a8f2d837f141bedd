import { Failed } from './failed.ts'
import type { GlobalOptions } from './options.ts'

/** Fails where the options ask for something that cannot be read. To be called before anything is read. */
export function checkSource(global: GlobalOptions): void {
  if (global.flows.length > 0) throw new Failed('recorded flow logs (--flows) cannot be read yet; leave the option out')
}

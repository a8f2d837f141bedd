import { accessLines } from '../text/access.ts'
import type { Line } from '../text/styled.ts'
import type { State } from './state.ts'

const known = new WeakMap<object, readonly Line[]>()

/** What the user may see and do on the cluster that is open, as lines; none while it was not asked yet. */
export function accessText({ source }: State): readonly Line[] {
  const { live } = source
  if (live === null || live.access === null) return []
  const lines = known.get(live.access) ?? accessLines({ ...live, access: live.access })
  known.set(live.access, lines)
  return lines
}

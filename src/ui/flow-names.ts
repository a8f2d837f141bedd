import { visible } from '../model/visible.ts'
import { fitMiddle, fitText } from '../term/line.ts'
import type { Look } from './look.ts'

/** `namespace/workload` in exactly so many cells. Of one that is too long the namespace is cut first, then the middle of the name: names of
 * workloads often differ at their end only. */
export function fitWorkload({ glyphs }: Pick<Look, 'glyphs'>, name: string, width: number): string {
  const text = visible(name)
  const slash = text.indexOf('/')
  const kept = width - (text.length - slash) - 1
  if (text.length <= width || slash < 0 || kept < 0) {
    return fitMiddle(text.length <= width || slash < 0 ? text : text.slice(slash + 1), width, glyphs.ellipsis)
  }
  return fitText(`${text.slice(0, kept)}${glyphs.ellipsis}${text.slice(slash)}`, width, glyphs.ellipsis)
}

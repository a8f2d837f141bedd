import type { PreviewMode, Turned } from '../engine/preview.ts'
import { type Fix, fixOf } from '../engine/preview-fix.ts'
import { groupTurned, type TurnedGroup } from '../engine/preview-groups.ts'
import type { Rehearsal, RehearsalStep } from './preview.ts'
import { endWords, gapWords } from './replay.ts'

/** What enforcing staged policies would turn. Schema `calico-tui/preview/v1`; times in RFC 3339. */
export function previewJson(rehearsal: Rehearsal): object {
  return { schema: 'calico-tui/preview/v1', ...bodyJson(rehearsal) }
}

/** The rehearsals of a cluster at several times, on the same flows. Schema `calico-tui/preview-series/v1`. */
export function seriesJson(steps: readonly RehearsalStep[], mode: PreviewMode): object {
  const each = steps.map(({ name, rehearsal }) => ({ snapshot: name, ...bodyJson(rehearsal) }))
  return { schema: 'calico-tui/preview-series/v1', mode, steps: each }
}

function bodyJson(rehearsal: Rehearsal): object {
  const { found, staged, mode, silent } = rehearsal
  const turned = [...found.denied, ...found.allowed]
  return {
    mode,
    staged: staged.map(({ ref, stagedAction }) => ({ ...ref, stagedAction })),
    window: { from: timeOf(found.from), to: timeOf(found.to) },
    connections: found.distinct,
    burnDown: found.burnDown,
    denied: found.denied.map((each) => turnedJson(rehearsal, each)),
    allowed: found.allowed.map((each) => turnedJson(rehearsal, each)),
    unknown: found.unknown.map((flow) => ({ from: endWords(flow.source), to: endWords(flow.destination) })),
    pairs: groupTurned(turned, 'pairs').map(groupJson),
    decidedBy: groupTurned(turned, 'policies').map(groupJson),
    effects: found.effects.map(({ policy, window, now }) => ({ policy, window, now })),
    deniedAlready: found.deniedAlready,
    silent,
  }
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

function groupJson({ name, verdict, connections, turned }: TurnedGroup): object {
  return { name, verdict, connections, distinct: turned.length }
}

function turnedJson({ clusters }: Rehearsal, turned: Turned): object {
  const { flow, connection, before, after, decidedBy, connections, lastSeen } = turned
  return {
    from: endWords(flow.source),
    to: endWords(flow.destination),
    protocol: flow.protocol,
    port: flow.port,
    connections,
    lastSeen: timeOf(lastSeen),
    before: before.verdict,
    after: after.verdict,
    certain: after.certain,
    decidedBy,
    fix: fixJson(fixOf(clusters, turned)),
    missing: connection.gaps.map(gapWords),
  }
}

function fixJson(fix: Fix | null): object | null {
  if (fix === null) return null
  const criteria = fix.nearest?.criteria.filter(({ answer }) => answer !== 'yes') ?? []
  const notMet = criteria.map(({ field, wants, has }) => ({ field, wants, has }))
  return { policy: fix.policy, direction: fix.direction, rule: fix.rule, notMet }
}

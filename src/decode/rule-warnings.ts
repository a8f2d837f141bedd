import type { Rule } from '../model/rule.ts'
import { warn } from './reading.ts'
import type { RuleContext } from './rule.ts'

/** Warn of what Calico's validation would not take in a rule although its data plane does. */
export function warnOfRule(context: RuleContext, rule: Rule, path: string): void {
  const warnAt = (field: string, message: string) => warn(context.reading, `${path}.${field}`, message)
  warnOfIcmp(rule, warnAt)
}

type WarnAt = (field: string, message: string) => void

function warnOfIcmp(rule: Rule, warnAt: WarnAt): void {
  const isIcmp = rule.protocol?.number === 1 || rule.protocol?.number === 58
  if (rule.icmp !== null && !isIcmp) warnAt('icmp', 'expected the protocol ICMP or ICMPv6 beside it')
  if (rule.notIcmp !== null && !isIcmp) {
    warnAt('notICMP', 'without the protocol ICMP or ICMPv6 the data planes do not agree on what it means')
  }
}

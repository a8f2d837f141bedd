import { expect, test } from 'vitest'
import { shadowedByTwins } from '../../src/engine/staged.ts'
import { trace } from '../../src/engine/trace.ts'
import { calico, connection, indexOf, namespace, pod } from './objects.ts'

const pods = [namespace('a'), pod('a/x', '10.0.0.1', { app: 'x' }), pod('a/y', '10.0.0.2', { app: 'y' })]
const policy = (kind: string, name: string, action: string, port = 80) =>
  calico(kind, `a/${name}`, {
    selector: "app == 'y'",
    ingress: [{ action, protocol: 'TCP', destination: { ports: [port] } }],
  })

test.each([
  ['is never asked where its enforced twin decides', [policy('NetworkPolicy', 'web', 'Allow')], ['web']],
  ['is asked where its enforced twin does not match', [policy('NetworkPolicy', 'web', 'Allow', 81)], []],
  ['may stand behind another policy, as any may', [policy('NetworkPolicy', 'other', 'Allow')], []],
])('a staged policy %s', (_, enforced, wanted) => {
  const index = indexOf(...pods, ...enforced, policy('StagedNetworkPolicy', 'web', 'Deny'))
  const asked = connection('a/x', 'a/y', 80)
  expect(shadowedByTwins(trace(index, asked, 'pending')).map(({ name }) => name)).toEqual(wanted)
  expect(shadowedByTwins(trace(index, asked, 'enforced'))).toEqual([])
})

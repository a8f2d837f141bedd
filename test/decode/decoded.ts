import { expect } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import type { Change } from '../../src/model/cluster.ts'
import type { Policy } from '../../src/model/policy.ts'

export type Fields = Readonly<Record<string, unknown>>

/** The one change an object gives. */
export function changeOf(object: unknown): Change {
  const [change, ...others] = decode(object, null)
  expect(others).toEqual([])
  if (change === undefined) throw new Error('no change')
  return change
}

/** What is told of an object, each as `severity path: message`. */
export function toldOf(object: unknown): readonly string[] {
  return changeOf(object).problems.map(({ severity, path, message }) => `${severity} ${path}: ${message}`)
}

/** A NetworkPolicy of Calico in namespace `shop`, as a manifest. */
export function networkPolicy(spec: Fields, metadata: Fields = {}): Fields {
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name: 'web', namespace: 'shop', ...metadata },
    spec,
  }
}

/** A GlobalNetworkPolicy, as a manifest. */
export function globalPolicy(spec: Fields): Fields {
  return { apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkPolicy', metadata: { name: 'web' }, spec }
}

export function policyOf(object: unknown): Policy {
  const change = changeOf(object)
  if (change.type !== 'policies' || change.value === null) throw new Error('no policy')
  return change.value
}

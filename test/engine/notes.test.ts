import { expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import { planPods } from '../../src/decode/planned-pods.ts'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'

function deployment(name: string, replicas: number): object {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [] } }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: name },
    spec: { replicas, template },
  }
}

function notesOf(...workloads: readonly object[]): readonly string[] {
  return indexCluster(applyChanges(emptyCluster, planPods(workloads, emptyCluster))).notes
}

test('pods that were planned are told once, with their number', () => {
  expect(notesOf(deployment('web', 1))).toContain(
    '1 pod was not observed but planned from workloads: names and addresses are invented',
  )
  expect(notesOf(deployment('web', 2), deployment('db', 1))).toContain(
    '3 pods were not observed but planned from workloads: names and addresses are invented',
  )
})

test('pods that were observed are not', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, status: { podIP: '10.0.0.1' } }
  const { notes } = indexCluster(applyChanges(emptyCluster, decode(pod, null)))
  expect(notes.filter((note) => note.includes('planned'))).toEqual([])
})

import { expect, test } from 'vitest'
import { decode } from '../../../src/decode/decode.ts'
import { Sharing } from '../../../src/sources/live/sharing.ts'

function pod(name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { app: 'web' }, generateName: 'web-' },
    spec: { serviceAccountName: 'web', nodeName: 'n1', containers: [{ ports: [{ name: 'http', containerPort: 80 }] }] },
    status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }] },
  }
}

test('pods of one template share their labels and ports, and are otherwise as they were decoded', () => {
  const sharing = new Sharing()
  const [one, two] = ['one', 'two'].map((name) => {
    const [change] = decode(pod(name), null)
    if (change?.type !== 'endpoints') throw new Error('a pod is an endpoint')
    const shared = sharing.shared(change)
    expect(shared).toEqual(change)
    return shared.type === 'endpoints' ? shared.value : null
  })
  expect(one?.labels).toBe(two?.labels)
  expect(one?.namedPorts).toBe(two?.namedPorts)
  expect(one?.name).not.toBe(two?.name)
})

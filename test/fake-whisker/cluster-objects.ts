import type { KubeObject } from '../fake-apiserver/store.ts'

const namespace = 'calico-system'

/** The Service of Whisker or Goldmane and its pod, which is ready, as Calico's operator makes them. */
export function serviceWithPod(name: string, port: number): readonly (readonly [string, KubeObject])[] {
  const labels = { 'k8s-app': name }
  const ports = [{ port, targetPort: port, protocol: 'TCP' }]
  return [
    ['v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }],
    [
      'v1/services',
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace },
        spec: { selector: labels, ports },
      },
    ],
    [
      'v1/pods',
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `${name}-7d9f`, namespace, labels },
        spec: { nodeName: 'node-1', containers: [{ name, image: name, ports: [{ containerPort: port }] }] },
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      },
    ],
  ]
}

/** An object with nothing but data. */
export function dataObject(kind: 'ConfigMap' | 'Secret', name: string, data: Record<string, string>): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name, namespace }, data }
}

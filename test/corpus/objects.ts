/** Objects that are as they should be, as JSON values: what must survive beside the broken ones. */

export function tier(name: string): object {
  return { apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: { name }, spec: { order: 100 } }
}

export function policy(namespace: string, name: string, spec: object = {}): object {
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: { tier: 'default', selector: "app == 'db'", types: ['Ingress'], ingress: [{ action: 'Allow' }], ...spec },
  }
}

export function pod(namespace: string, name: string, labels: Readonly<Record<string, string>> = { app: 'db' }): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { nodeName: 'node-1', serviceAccountName: 'default', containers: [] },
    status: { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] },
  }
}

export function list(...items: readonly unknown[]): object {
  return { apiVersion: 'v1', kind: 'List', metadata: {}, items }
}

/** As kubectl prints it: four blanks, the keys of the list in alphabetical order. */
export function printed(value: object): string {
  const sorted = Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
  return `${JSON.stringify(sorted, null, 4)}\n`
}

export const flow = {
  start_time: '2026-08-20T10:00:00Z',
  action: 'Allow',
  source_name: 'a-*',
  source_namespace: 'x',
  dest_name: 'b-*',
  dest_namespace: 'x',
  protocol: 'tcp',
  dest_port: 80,
  reporter: 'Src',
}

/** Good objects in YAML as people write it. */
export const tierYaml = `apiVersion: projectcalico.org/v3
kind: Tier
metadata:
  name: security
spec:
  order: 100
`
export const policyYaml = `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata:
  name: db
  namespace: shop
spec:
  tier: default
  selector: app == 'db'
  types:
    - Ingress
  ingress:
    - action: Allow
`
export const podYaml = `apiVersion: v1
kind: Pod
metadata:
  name: db-1
  namespace: shop
  labels:
    app: db
spec:
  nodeName: node-1
status:
  phase: Running
  podIP: 10.0.0.1
`

/** A document as the item of a list: its first line after a dash, the others indented. */
export function item(yaml: string, indent = ''): string {
  return yaml.trimEnd().split('\n').map((line, at) => `${indent}${at === 0 ? '- ' : '  '}${line}\n`).join('')
}

import { closeSync, openSync, writeSync } from 'node:fs'

/** A pod about as large as `kubectl get -o json` prints one: 1.6 KB. */
function pod(number: number): object {
  const namespace = `team-${number % 200}`
  const name = `app-${Math.floor(number / 25)}-${((number * 2654435761) % 0xffffff).toString(16)}`
  const labels = {
    app: `app-${Math.floor(number / 25)}`,
    tier: ['web', 'data', 'batch'][number % 3],
    'pod-template-hash': name.slice(-6),
  }
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels,
      uid: `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`,
      creationTimestamp: '2026-11-20T18:30:00Z',
    },
    spec: {
      serviceAccountName: 'default',
      nodeName: `node-${number % 500}`,
      containers: [
        {
          name: 'main',
          image: 'registry.example/app:1.2.3',
          ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
          env: Array.from({ length: 12 }, (_, at) => ({
            name: `SETTING_${at}`,
            value: `a value of some length, number ${at}`,
          })),
          volumeMounts: [{ name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }],
        },
      ],
    },
    status: {
      phase: 'Running',
      podIP: address,
      podIPs: [{ ip: address }],
      hostIP: '192.168.0.1',
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }
}

function policies(count: number): readonly object[] {
  const tiers = ['security', 'platform', 'teams']
  return [
    ...tiers.map((name, at) => ({
      apiVersion: 'projectcalico.org/v3',
      kind: 'Tier',
      metadata: { name },
      spec: { order: 100 * (at + 1) },
    })),
    ...Array.from({ length: count }, (_, at) => {
      const tier = tiers[at % tiers.length]
      return {
        apiVersion: 'projectcalico.org/v3',
        kind: 'GlobalNetworkPolicy',
        metadata: { name: `${tier}.policy-${String(at).padStart(5, '0')}` },
        spec: {
          tier,
          order: at,
          selector: `app == 'app-${at}'`,
          types: ['Ingress'],
          ingress: [
            {
              action: at % 2 ? 'Allow' : 'Pass',
              protocol: 'TCP',
              source: { selector: "tier == 'web'" },
              destination: { ports: [8080] },
            },
          ],
        },
      }
    }),
  ]
}

/** Writes a List of policies and pods as `kubectl get -o json` does; gives its size and how many pods it holds. It ends at `pods` or at
 * `bytes`, what comes first. */
export function writeList(
  file: string,
  limits: { readonly pods: number; readonly bytes: number; readonly policies: number },
): { readonly bytes: number; readonly pods: number } {
  const handle = openSync(file, 'w')
  let size = writeSync(handle, '{"apiVersion":"v1","kind":"List","items":[')
  let separator = ''
  let pending = ''
  const put = (item: object): void => {
    pending += separator + JSON.stringify(item)
    separator = ','
    if (pending.length < 1 << 20) return
    size += writeSync(handle, pending)
    pending = ''
  }
  for (const policy of policies(limits.policies)) put(policy)
  let pods = 0
  for (; pods < limits.pods && size + pending.length < limits.bytes; pods += 1) put(pod(pods))
  size += writeSync(handle, `${pending}]}\n`)
  closeSync(handle)
  return { bytes: size, pods }
}

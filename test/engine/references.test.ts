import { expect, test } from 'vitest'
import type { DestinationOptions, Resolved } from '../../src/engine/reference.ts'
import { resolveDestination, resolveSource } from '../../src/engine/references.ts'
import { calico, indexOf, namespace, node, pod, service, slice } from './objects.ts'

const owned = (key: string, ip: string, workload: string, labels = {}) => {
  const made = pod(key, ip, labels, {
    containers: [
      {
        name: 'main',
        ports: [
          { name: 'http', containerPort: 8080 },
          { name: 'dns', containerPort: 53, protocol: 'UDP' },
        ],
      },
    ],
  }) as { metadata: object }
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: workload, controller: true }]
  return { ...made, metadata: { ...made.metadata, ownerReferences } }
}
const generated = (key: string, ip: string, generateName: string) => {
  const made = pod(key, ip) as { metadata: object }
  return { ...made, metadata: { ...made.metadata, generateName } }
}

const index = indexOf(
  namespace('shop'),
  namespace('empty'),
  node('n1', '10.1.0.1'),
  owned('shop/web-1', '10.0.0.2', 'web', { app: 'web' }),
  owned('shop/web-0', '10.0.0.1', 'web', { app: 'web' }),
  owned('shop/api-0', '10.0.0.3', 'api', { app: 'api', version: 'old' }),
  owned('shop/api-1', '10.0.0.4', 'api', { app: 'api', version: 'new' }),
  generated('shop/job-abc12', '10.0.0.5', 'job-'),
  generated('shop/shop-7f8c6b5d9c-abcde', '10.0.0.6', 'shop-7f8c6b5d9c-'),
  pod('shop/agent', '10.1.0.1', {}, { nodeName: 'n1', hostNetwork: true }),
  calico('HostEndpoint', 'h1', { node: 'n1', interfaceName: 'eth0', expectedIPs: ['10.1.0.1'] }),
  calico('GlobalNetworkSet', 'out', { nets: ['203.0.113.0/24'] }),
  calico('NetworkSet', 'shop/names', { nets: [], allowedEgressDomains: ['api.twilio.com'] }),
  calico('NetworkPolicy', 'shop/p', { selector: "version == 'new'", types: ['Ingress'] }),
  service('shop/web', {
    clusterIP: '10.9.0.1',
    ports: [
      { name: 'http', port: 80, targetPort: 'http', nodePort: 30080 },
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53 },
    ],
  }),
  slice(
    'shop/web',
    ['10.0.0.2', '10.0.0.1'],
    [
      { name: 'http', port: 8080 },
      { name: 'dns', port: 5353, protocol: 'UDP' },
      { name: 'dns-tcp', port: 5353 },
    ],
  ),
  service('shop/plain', { clusterIP: 'None', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] }),
  service('shop/nobody', { clusterIP: '10.9.0.3', selector: { app: 'none' }, ports: [{ port: 80 }] }),
)

const none: DestinationOptions = { namespace: null, protocol: null, port: null }
/** The peers in a few words, or the message. */
function told(resolved: Resolved): string {
  if (resolved.type === 'unresolved') return resolved.message
  return resolved.peers
    .map(({ peer, port, protocol, name, original }) => {
      const at = peer.type === 'endpoint' ? `${peer.key}@${peer.ip}` : `${peer.domain ?? ''}@${peer.ip}`
      const words = [at, port, protocol, original === null ? null : `by ${original.ip}:${original.port}`, name]
      return words.filter((word) => word !== null).join(' ')
    })
    .join('; ')
}

test.each<readonly [reference: string, options: Partial<DestinationOptions>, wanted: string]>([
  ['shop/web-0', { port: 80 }, 'shop/web-0@10.0.0.1 80 shop/web-0'],
  ['shop/web', {}, 'shop/web-0@10.0.0.1 shop/web-0'],
  ['shop/job', {}, 'shop/job-abc12@10.0.0.5 shop/job-abc12'],
  ['shop/shop', {}, 'shop/shop-7f8c6b5d9c-abcde@10.0.0.6 shop/shop-7f8c6b5d9c-abcde'],
  ['shop/app=web', {}, 'shop/web-0@10.0.0.1 shop/web-0'],
  ['shop/app=api,version=new', {}, 'shop/api-1@10.0.0.4 shop/api-1'],
  ['web', { namespace: 'shop' }, 'shop/web-0@10.0.0.1 shop/web-0'],
  ['shop/agent', {}, '@10.1.0.1 shop/agent'],
  ['shop/web-0', { port: 'http' }, 'shop/web-0@10.0.0.1 8080 TCP shop/web-0'],
  ['10.0.0.2', { port: 'dns' }, 'shop/web-1@10.0.0.2 53 UDP shop/web-1'],
  ['10.0.0.1', {}, 'shop/web-0@10.0.0.1 shop/web-0'],
  ['203.0.113.9', { port: 443 }, '@203.0.113.9 443 203.0.113.9'],
  ['::ffff:10.0.0.1', {}, 'shop/web-0@10.0.0.1 shop/web-0'],
  ['FD00::1', {}, '@fd00::1 fd00::1'],
  ['api.twilio.com', { port: 443 }, 'api.twilio.com@null 443 api.twilio.com'],
  ['hep:h1', {}, 'hep:h1@10.1.0.1 hep:h1'],
  ['node:n1', {}, '@10.1.0.1 node:n1'],
  ['set:out', {}, '@203.0.113.0 203.0.113.0'],
  ['set:shop/names', {}, 'api.twilio.com@null api.twilio.com'],
  [
    'svc:shop/web:80',
    {},
    'shop/web-0@10.0.0.1 8080 TCP by 10.9.0.1:80 shop/web-0; shop/web-1@10.0.0.2 8080 TCP by 10.9.0.1:80 shop/web-1',
  ],
  [
    'svc:web:dns',
    { namespace: 'shop' },
    'shop/web-0@10.0.0.1 5353 UDP by 10.9.0.1:53 shop/web-0; shop/web-1@10.0.0.2 5353 UDP by 10.9.0.1:53 shop/web-1',
  ],
  [
    'svc:shop/web:53',
    { protocol: 'UDP' },
    'shop/web-0@10.0.0.1 5353 UDP by 10.9.0.1:53 shop/web-0; shop/web-1@10.0.0.2 5353 UDP by 10.9.0.1:53 shop/web-1',
  ],
  [
    'web.shop.svc.cluster.local',
    { port: 80 },
    'shop/web-0@10.0.0.1 8080 TCP by 10.9.0.1:80 shop/web-0; shop/web-1@10.0.0.2 8080 TCP by 10.9.0.1:80 shop/web-1',
  ],
  [
    'Web.Shop.svc.',
    { port: 80 },
    'shop/web-0@10.0.0.1 8080 TCP by 10.9.0.1:80 shop/web-0; shop/web-1@10.0.0.2 8080 TCP by 10.9.0.1:80 shop/web-1',
  ],
  ['plain.shop', { port: 80 }, 'shop/web-0@10.0.0.1 8080 TCP shop/web-0; shop/web-1@10.0.0.2 8080 TCP shop/web-1'],
  [
    'www.nobody-here.svc.example.com',
    { port: 80 },
    'www.nobody-here.svc.example.com@null 80 www.nobody-here.svc.example.com',
  ],
  ['10.244.1.999', { port: 80 }, '`10.244.1.999`: expected one address, such as 10.0.0.7 or fd00::7'],
  ['10.0.0.0/8', { port: 80 }, '`10.0.0.0/8`: expected one address, such as 10.0.0.7 or fd00::7'],
  ['fd00::/8', { port: 80 }, '`fd00::/8`: expected one address, such as 10.0.0.7 or fd00::7'],
  ['fd00::1::2', { port: 80 }, '`fd00::1::2`: expected one address, such as 10.0.0.7 or fd00::7'],
  ['1.2.3.4.example.com', { port: 80 }, '1.2.3.4.example.com@null 80 1.2.3.4.example.com'],
  ['shop.com', { port: 80 }, 'shop.com@null 80 shop.com'],
  ['svc:shop/plain', {}, 'shop/web-0@10.0.0.1 8080 TCP shop/web-0; shop/web-1@10.0.0.2 8080 TCP shop/web-1'],
  [
    '10.9.0.1',
    { port: 80 },
    'shop/web-0@10.0.0.1 8080 TCP by 10.9.0.1:80 shop/web-0; shop/web-1@10.0.0.2 8080 TCP by 10.9.0.1:80 shop/web-1',
  ],
  ['10.9.0.1', { port: 81 }, '@10.9.0.1 81 10.9.0.1'],
  ['10.9.0.1', { port: 80, protocol: 'UDP' }, '@10.9.0.1 80 10.9.0.1'],
  [
    'node:n1',
    { port: 30080 },
    'shop/web-0@10.0.0.1 8080 TCP by 10.1.0.1:30080 shop/web-0; shop/web-1@10.0.0.2 8080 TCP by 10.1.0.1:30080 shop/web-1',
  ],
  ['shop/api', {}, '`shop/api` are pods that differ in what policy sees: name one of them'],
  ['shop/wbe', {}, 'no pod or workload `shop/wbe`'],
  ['shpo/web', {}, 'no namespace `shpo`'],
  ['empty/web', {}, 'namespace `empty` has no pods'],
  ['svc:shop/wed', {}, 'no service `svc:shop/wed`'],
  ['svc:shop/web', {}, 'service `shop/web` has several ports: name one'],
  ['svc:shop/web:81', {}, 'service `shop/web` has no port `81`'],
  ['svc:shop/web:80', { protocol: 'UDP' }, 'service `shop/web` has no port `80` for UDP'],
  ['svc:shop/nobody', {}, 'service `shop/nobody` has no backends for port `80`'],
  ['shop/web-0', { port: 'grpc' }, '`shop/web-0` has no port named `grpc`'],
  ['203.0.113.9', { port: 80 }, '@203.0.113.9 80 203.0.113.9'],
  ['203.0.113.9', { port: 'http' }, '`203.0.113.9` has no port named `http`: expected a number'],
  ['shop/app=', {}, 'no pod or workload `shop/app=`'],
  ['shop/app=web,', {}, '`shop/app=web,`: expected `KEY=VALUE` between commas'],
  ['hep:h2', {}, 'no host endpoint `hep:h2`'],
  ['node:n2', {}, 'no node `node:n2`'],
  ['set:outer', {}, 'no network set `set:outer`'],
])('%s %j is %s', (reference, options, wanted) => {
  expect(told(resolveDestination(index, reference, { ...none, ...options }))).toBe(wanted)
})

test.each([
  ['svc:shop/web', 'a service is never the source of a connection: `svc:shop/web`'],
  ['api.twilio.com', 'a domain is never the source of a connection: `api.twilio.com`'],
  ['set:shop/names', 'network set `set:shop/names` has no addresses'],
  ['10.9.0.1', '@10.9.0.1 10.9.0.1'],
])('%s as a source is %s', (reference, wanted) => {
  expect(told(resolveSource(index, reference, { namespace: null }))).toBe(wanted)
})

test.each([
  ['shop/wbe', ['shop/web', 'shop/web-0']],
  ['shop/api', ['shop/api-0', 'shop/api-1']],
  ['shpo/web', ['shop']],
  ['web', ['shop/web']],
  ['svc:shop/wed', ['svc:shop/web']],
  ['wed.shop.svc.cluster.local', ['svc:shop/web']],
  ['svc:shop/web', ['svc:shop/web:http', 'svc:shop/web:dns', 'svc:shop/web:dns-tcp']],
  ['hep:h2', ['hep:h1']],
])('what may have been meant by %s is offered', (reference, wanted) => {
  const resolved = resolveDestination(index, reference, none)
  expect(resolved.type === 'unresolved' ? resolved.candidates : []).toEqual(expect.arrayContaining(wanted))
})

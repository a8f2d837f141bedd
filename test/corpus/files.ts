import { gzipSync } from 'node:zlib'
import type { BrokenInput } from './corpus.ts'
import { list, pod, podYaml, policy, policyYaml, printed, tier, tierYaml } from './objects.ts'
import { tar } from './tar.ts'

const all = ['tier security', 'policy shop/db', 'pod shop/db-1']
/** Text that gzip cannot make small: what is left of a truncated file still holds some of it. */
const noise = Array.from({ length: 20_000 }, (_, at) => ((at * 2654435761) >>> 0).toString(36)).join('')
const long = printed(list(tier('security'), { kind: 'ConfigMap', apiVersion: 'v1', data: { noise } }, policy('shop', 'db')))
const bundle = tar([
  ['calico-diagnostics/cluster/crd/tiers.crd.projectcalico.org.yaml', tierYaml.replace('projectcalico.org', 'crd.projectcalico.org').replace('/v3', '/v1')],
  ['calico-diagnostics/cluster/kubernetes/pods.txt', 'NAMESPACE  NAME\nshop  db-1\n'],
  ['calico-diagnostics/cluster/kubernetes/pods.yaml', podYaml],
  ['calico-diagnostics/cluster/kubernetes/udproutes.yaml', 'error: the server doesn\'t have a resource type "udproutes"\n'],
  ['calico-diagnostics/cluster/kubernetes/gateways.yaml', ''],
  ['calico-diagnostics/cluster/version.yaml', 'clientVersion:\n  major: "1"\nserverVersion:\n  major: "1"\n'],
  ['calico-diagnostics/tls/tigera-operator_node-certs.yaml', 'data:\n  tls.key: PGNlbnNvcmVkPg==\nmetadata:\n  name: node-certs\ntype: Opaque\n'],
  ['calico-diagnostics/nodes/node-1/iptables-legacy-save.txt', '*filter\n'],
])

/** Something beside a good tier in one folder. */
function beside(name: string, files: BrokenInput['files'], problems: readonly RegExp[], more: Partial<BrokenInput> = {}): BrokenInput {
  const row = { name, files: { ...files, 'z.yaml': tierYaml }, problems, survivors: ['tier security'], fails: null }
  return { ...row, only: true, ...more }
}

/** One file alone, which holds nothing. */
function alone(name: string, file: string, content: BrokenInput['files'][string], fails: RegExp, more: Partial<BrokenInput> = {}): BrokenInput {
  return { name, files: { [file]: content }, problems: [], survivors: [], fails, ...more }
}

export const brokenFiles: readonly BrokenInput[] = [
  alone('an empty file', 'a.yaml', '', /a\.yaml`: no object of a cluster in it/),
  alone('a file of blanks and line ends', 'a.json', ' \n\t\r\n'.repeat(50_000), /no object of a cluster/),
  alone('a file of comments alone', 'a.yaml', '# nothing\n---\n# here\n', /no object of a cluster/),
  alone('a file that is not there', 'a.yaml', tierYaml, /nowhere\.yaml`: no such file or folder/, { open: ['nowhere.yaml'] }),
  alone('random bytes', 'a.yaml', Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 2654435761) >>> 24)), /a\.yaml`: no object of a cluster in it: binary data: expected YAML or JSON/, { problems: [/a\.yaml: binary data: expected YAML or JSON/] }),
  alone('a program', 'a.json', Buffer.concat([Buffer.from('\u007fELF\u0002\u0001\u0001'), Buffer.alloc(2000)]), /no object/, { problems: [/binary data/] }),
  alone('a zip archive', 'a.json', Buffer.from('PK\u0003\u0004\u0014\u0000\u0000'), /no object/, { problems: [/a zip archive, to be unpacked first: expected YAML or JSON/] }),
  alone('a list without items', 'a.json', JSON.stringify(list()), /every list is empty/),
  alone('a folder without any file to read', 'folder/readme.txt', 'hello', /no file in it that ends in \.yaml/, { open: ['folder'] }),
  alone('a pipe that nobody writes to', 'a.yaml', { type: 'pipe' }, /a\.yaml`: a pipe that nobody writes to/),
  alone('a link that points to nothing, opened itself', 'a.yaml', { type: 'link', to: 'nowhere' }, /a\.yaml`: /),
  alone('a link that leads back to itself, opened itself', 'a.yaml', { type: 'link', to: 'a.yaml' }, /a\.yaml`: not there: a link that leads back to itself/),
  alone('a device that never ends', 'a.yaml', { type: 'link', to: '/dev/zero' }, /a\.yaml`: a device or socket/),
  alone('a file that may not be read, opened itself', 'a.yaml', { type: 'unreadable', text: tierYaml }, /not readable: permission denied/, { notAsRoot: true }),
  alone('what another command printed', 'a.json', '{"schema":"calico-tui/board/v1","tiers":[],"problems":[]}', /no object/, { problems: [/`calico-tui\/board\/v1`: printed by calico-tui: not a snapshot/] }),
  beside('a pipe among files', { 'a.yaml': { type: 'pipe' } }, [/a\.yaml: passed over: a pipe, device or socket, not a file/]),
  beside('a folder named like a file', { 'a.yaml': { type: 'folder' }, 'b.json/inner.yaml': policyYaml }, [], { survivors: ['tier security', 'policy shop/db'] }),
  beside('a link that points to nothing', { 'a.yaml': { type: 'link', to: 'nowhere' } }, [/a\.yaml: not there: a link that points to nothing/]),
  beside('a link that leads back to itself', { 'a.yaml': { type: 'link', to: 'a.yaml' } }, [/a\.yaml: not there: a link that leads back to itself/]),
  beside('a folder with a link to itself', { 'inner/b.yaml': policyYaml, 'inner/again': { type: 'link', to: '..' } }, [], { survivors: ['tier security', 'policy shop/db'] }),
  beside('a file that may not be read', { 'a.yaml': { type: 'unreadable', text: policyYaml } }, [/a\.yaml: not readable: permission denied/], { notAsRoot: true }),
  beside('an empty file, files of other endings', { 'a.yaml': '', 'notes.txt': 'x: [', 'b.yaml.bak': ': : :' }, []),
  beside('file names that steer a terminal', { 'a\u001b[2J.yaml': 'kind: [', '\u202eb.yaml': '7' }, [/not YAML/, /not the number `7`/]),
  beside('a device among files', { 'a.json': { type: 'link', to: '/dev/zero' } }, [/a\.json: passed over: a pipe, device or socket/]),
  {
    name: 'gzip cut off',
    files: { 'a.json.gz': gzipSync(long).subarray(0, -200) },
    problems: [/a\.json\.gz: the gzip data ends too early: what was complete is used/],
    survivors: ['tier security'],
    fails: null,
  },
  {
    name: 'gzip of YAML cut off: an object that lost its end is not taken for whole',
    files: { 'a.yaml.gz': gzipSync(`${tierYaml}---\n${policyYaml}${`    # ${noise.slice(0, 60)}\n`}`).subarray(0, -20) },
    problems: [/a\.yaml\.gz: the gzip data ends too early/],
    survivors: ['tier security'],
    fails: null,
  },
  {
    name: 'gzip with damaged bytes in the middle',
    files: { 'a.json.gz': damaged(gzipSync(long), 0.7) },
    problems: [/a\.json\.gz: the gzip data is damaged/],
    survivors: ['tier security'],
    fails: null,
  },
  {
    name: 'gzip that is only its first bytes',
    files: { 'a.json.gz': gzipSync(long).subarray(0, 8) },
    problems: [/the gzip data ends too early/],
    survivors: [],
    fails: /a\.json\.gz`: the gzip data ends too early/,
  },
  {
    name: 'a file named .gz that is not packed, one packed twice, one packed without saying so',
    files: { 'a.yaml.gz': tierYaml, 'b.yaml.gz': gzipSync(gzipSync(policyYaml)), 'c.yaml': gzipSync(podYaml) },
    problems: [],
    only: true,
    survivors: all,
    fails: null,
  },
  {
    name: 'gzip in gzip in gzip without end',
    files: { 'a.yaml.gz': [1, 2, 3, 4, 5, 6].reduce((inner) => gzipSync(inner), Buffer.from(tierYaml)), 'z.yaml': tierYaml },
    problems: [/a\.yaml\.gz: binary data/],
    only: true,
    survivors: ['tier security'],
    fails: null,
  },
  {
    name: 'a bundle of calicoctl with failed commands, tables and censored secrets in it',
    files: { 'calico-diagnostics.tar.gz': gzipSync(bundle) },
    problems: [],
    only: true,
    survivors: ['tier security', 'pod shop/db-1'],
    fails: null,
  },
  {
    name: 'a bundle cut off',
    files: { 'bundle.tar': bundle.subarray(0, 5 * 512 + 100) },
    problems: [/bundle\.tar: the archive ends too early: what was complete is used/],
    survivors: ['tier security'],
    fails: null,
  },
  {
    name: 'a packed bundle cut off',
    files: { 'bundle.tar.gz': gzipSync(tar([['a.yaml', tierYaml], ['b.json', long], ['c.yaml', podYaml]])).subarray(0, -100) },
    problems: [/bundle\.tar\.gz: the (gzip data|archive) ends too early/],
    survivors: ['tier security'],
    fails: null,
  },
  {
    name: 'a bundle with a damaged header',
    files: { 'bundle.tar': damagedAt(tar([['a.yaml', tierYaml], ['b.yaml', podYaml]]), 1024 + 150) },
    problems: [/bundle\.tar: the archive is damaged/],
    survivors: ['tier security'],
    fails: null,
  },
  {
    name: 'texts that begin with a byte order mark, and line ends of Windows',
    files: { 'a.yaml': `\ufeff${tierYaml}`, 'b.json': `\ufeff${JSON.stringify(policy('shop', 'db'))}`, 'c.yaml': `${podYaml}---\nkind: x: y\n`.replaceAll('\n', '\r\n') },
    problems: [/c\.yaml:\d+: not YAML/],
    only: true,
    survivors: all,
    fails: null,
  },
  {
    name: 'UTF-16 as Windows shells write it',
    files: {
      'a.yaml': Buffer.from(`\ufeff${tierYaml}`, 'utf16le'),
      'b.json': Buffer.from(`\ufeff${printed(policy('shop', 'db'))}`, 'utf16le').swap16(),
      'c.json': Buffer.from(printed(pod('shop', 'db-1')), 'utf16le'),
    },
    problems: [],
    only: true,
    survivors: all,
    fails: null,
  },
  {
    name: 'bytes that are not UTF-8',
    files: { 'a.json': Buffer.from(JSON.stringify(list(tier('security'), pod('shop', 'db-1', { owner: 'M\u00fcller' }))), 'latin1'), 'b.yaml': Buffer.from(`# M\u00fcller\n${policyYaml}`, 'latin1') },
    problems: [/a\.json:1: bytes that are not UTF-8, shown as `�`/, /b\.yaml: bytes that are not UTF-8/],
    survivors: all,
    fails: null,
  },
  {
    name: 'a saved snapshot of a newer program',
    files: { 'a.ctui.jsonl.gz': gzipSync(['{"schema":"calico-tui/snapshot/v9"}', JSON.stringify(tier('security'))].join('\n')) },
    problems: [/a\.ctui\.jsonl\.gz:1: `calico-tui\/snapshot\/v9`: saved by a newer calico-tui/],
    only: true,
    survivors: ['tier security'],
    fails: null,
  },
  {
    name: 'a saved snapshot cut off',
    files: { 'a.ctui.jsonl.gz': gzipSync(['{"schema":"calico-tui/snapshot/v1","cluster":"x"}', ...[tier('security'), { kind: 'ConfigMap', apiVersion: 'v1', data: { noise } }, pod('shop', 'db-1')].map((value) => JSON.stringify(value))].join('\n')).subarray(0, -50) },
    problems: [/the gzip data ends too early/],
    survivors: ['tier security'],
    fails: null,
  },
]

function damaged(bytes: Buffer, part: number): Buffer {
  const copy = Buffer.from(bytes)
  const at = Math.floor(copy.length * part)
  copy.fill(0xff, at, at + 50)
  return copy
}

function damagedAt(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 0x55
  return copy
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Binaries, findBinaries } from './binaries.ts'

/** A real kube-apiserver with its etcd, on loopback, for one test run. */
export interface ControlPlane {
  readonly url: string
  /** The path of a kubeconfig with one context for each user, named as the user: `admin`, `viewer`, `nobody`. */
  readonly kubeconfig: string
  readonly adminToken: string
  /** The certificate authority that signed the server's certificate, as PEM. */
  readonly ca: string
  restartApiserver(): Promise<void>
  /** Forget all versions of before, as a server does every few minutes. */
  compact(): Promise<void>
  stop(): Promise<void>
}

const users = ['admin', 'viewer', 'nobody'] as const

/** Start a control plane, or give null where its programs cannot be had. */
export async function startControlPlane(): Promise<ControlPlane | null> {
  const binaries = await findBinaries(process.env)
  if (binaries === null) return null
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-control-plane-'))
  const [clientPort, peerPort, securePort] = await freePorts(3)
  const etcd = startEtcd(binaries, folder, clientPort ?? 0, peerPort ?? 0)
  writeKeys(folder)
  let apiserver = startApiserver(binaries, folder, clientPort ?? 0, securePort ?? 0)
  const url = `https://127.0.0.1:${securePort}`
  const ca = () => readFileSync(join(folder, 'certs', 'apiserver.crt'), 'utf8')
  await untilReady(url)
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, kubeconfigText(url, join(folder, 'certs', 'apiserver.crt')))
  return {
    url,
    kubeconfig,
    adminToken: tokenOf('admin'),
    ca: ca(),
    async restartApiserver() {
      await ended(apiserver)
      apiserver = startApiserver(binaries, folder, clientPort ?? 0, securePort ?? 0)
      await untilReady(url)
    },
    compact: () => compactEtcd(`http://127.0.0.1:${clientPort}`),
    async stop() {
      await ended(apiserver)
      await ended(etcd)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function tokenOf(user: string): string {
  return `token-of-${user}`
}

function startEtcd(binaries: Binaries, folder: string, clientPort: number, peerPort: number): ChildProcess {
  const client = `http://127.0.0.1:${clientPort}`
  const peer = `http://127.0.0.1:${peerPort}`
  const flags = {
    'data-dir': join(folder, 'etcd'),
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
    'unsafe-no-fsync': 'true',
    'log-level': 'error',
  }
  return start(binaries.etcd, flags)
}

async function compactEtcd(url: string): Promise<void> {
  const ask = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${url}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`etcd answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  // The shape of an answer of etcd.
  const { header } = (await ask('range', { key: 'AA==' })) as { header: { revision: string } }
  await ask('compaction', { revision: header.revision, physical: true })
}

function startApiserver(binaries: Binaries, folder: string, etcdPort: number, securePort: number): ChildProcess {
  const key = join(folder, 'service-account.key')
  return start(binaries.apiserver, {
    'etcd-servers': `http://127.0.0.1:${etcdPort}`,
    'cert-dir': join(folder, 'certs'),
    'secure-port': String(securePort),
    'bind-address': '127.0.0.1',
    'token-auth-file': join(folder, 'tokens.csv'),
    'authorization-mode': 'RBAC',
    'disable-admission-plugins': 'ServiceAccount',
    'service-cluster-ip-range': '10.0.0.0/16',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': key,
    'service-account-signing-key-file': key,
    'allow-privileged': 'true',
    'min-request-timeout': '5',
    'feature-gates': 'MutatingAdmissionPolicy=true',
    'runtime-config': 'admissionregistration.k8s.io/v1beta1=true',
  })
}

function start(program: string, flags: Readonly<Record<string, string>>): ChildProcess {
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`)
  return spawn(program, args, {
    stdio: ['ignore', 'ignore', process.env.CALICO_TUI_APISERVER_LOG === undefined ? 'ignore' : 'inherit'],
  })
}

function writeKeys(folder: string): void {
  execFileSync('openssl', ['genrsa', '-out', join(folder, 'service-account.key'), '2048'], { stdio: 'ignore' })
  const groups = (user: string) => (user === 'admin' ? ',"system:masters"' : '')
  writeFileSync(
    join(folder, 'tokens.csv'),
    users.map((user) => `${tokenOf(user)},${user},${user}${groups(user)}\n`).join(''),
  )
}

function kubeconfigText(server: string, certificate: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'admin',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': certificate } }],
    users: users.map((name) => ({ name, user: { token: tokenOf(name) } })),
    contexts: users.map((name) => ({ name, context: { cluster: 'test', user: name } })),
  })
}

/** Waits until the server says it is ready. It is asked in a loop that the server ends, as nothing else announces it. */
async function untilReady(url: string): Promise<void> {
  const { request } = await import('node:https')
  const ready = () =>
    new Promise<boolean>((resolve) => {
      const ask = request(
        `${url}/readyz`,
        { rejectUnauthorized: false, headers: { authorization: `Bearer ${tokenOf('admin')}` } },
        (answer) => {
          answer.resume()
          resolve(answer.statusCode === 200)
        },
      )
      ask.on('error', () => resolve(false))
      ask.end()
    })
  const until = Date.now() + 90_000
  while (!(await ready())) {
    if (Date.now() > until) throw new Error('kube-apiserver did not become ready in 90 seconds')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const done = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGKILL')
  await done
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => {
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  })
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

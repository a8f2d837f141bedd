import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** Tests and tools run in the checkout. */
const folder = join(process.cwd(), 'test/control-plane')
const kubernetes = 'v1.35.4'
const etcd = 'v3.6.5'

/** Paths of the two programs of a control plane. */
export interface Binaries {
  readonly apiserver: string
  readonly etcd: string
}

/** The programs from `KUBEBUILDER_ASSETS`, from `CALICO_TUI_APISERVER` and `CALICO_TUI_ETCD`, or from a cache outside the repository,
 * which Go fills (some minutes, once) when `CALICO_TUI_REQUIRE_APISERVER` is 1. Null where none of this gives them. */
export async function findBinaries(env: NodeJS.ProcessEnv): Promise<Binaries | null> {
  const assets = env.KUBEBUILDER_ASSETS
  if (assets !== undefined) return present({ apiserver: join(assets, 'kube-apiserver'), etcd: join(assets, 'etcd') })
  const { CALICO_TUI_APISERVER: apiserver, CALICO_TUI_ETCD: etcdPath } = env
  if (apiserver !== undefined && etcdPath !== undefined) return present({ apiserver, etcd: etcdPath })
  const cached = cachedIn(env)
  if (env.CALICO_TUI_REQUIRE_APISERVER === '1') await build(cached)
  return existsSync(cached.apiserver) && existsSync(cached.etcd) ? cached : null
}

/** What was named must be there: to leave tests out instead would hide a mistake. */
function present(binaries: Binaries): Binaries {
  for (const path of [binaries.apiserver, binaries.etcd]) if (!existsSync(path)) throw new Error(`there is no ${path}`)
  return binaries
}

function cachedIn(env: NodeJS.ProcessEnv): Binaries {
  const cache = join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'calico-tui', 'control-plane')
  const folder = join(cache, `${kubernetes}-${etcd}`)
  return { apiserver: join(folder, 'kube-apiserver'), etcd: join(folder, 'etcd') }
}

async function build(binaries: Binaries): Promise<void> {
  await mkdir(dirname(binaries.etcd), { recursive: true })
  const version = 'k8s.io/component-base/version'
  const stamp = `-X ${version}.gitVersion=${kubernetes} -X ${version}.gitMajor=1 -X ${version}.gitMinor=35`
  await goBuild(binaries.etcd, './etcd', '-s -w')
  await goBuild(binaries.apiserver, 'k8s.io/kubernetes/cmd/kube-apiserver', `-s -w ${stamp}`)
}

async function goBuild(path: string, what: string, linkerFlags: string): Promise<void> {
  if (existsSync(path)) return
  // Built under another name first: a build that is cut off must not be taken for the program.
  const partial = `${path}.partial`
  await run('go', ['build', '-trimpath', '-ldflags', linkerFlags, '-o', partial, what], {
    cwd: folder,
    env: { ...process.env, CGO_ENABLED: '0' },
    maxBuffer: 64 * 1024 * 1024,
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause
    throw new Error('no kube-apiserver, and CALICO_TUI_REQUIRE_APISERVER is set: set KUBEBUILDER_ASSETS, or install Go')
  })
  await rename(partial, path)
}

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const folder = fileURLToPath(new URL('.', import.meta.url))
const kubernetes = 'v1.35.4'
const etcd = 'v3.6.5'

/** Paths of the two programs of a control plane. */
export interface Binaries {
  readonly apiserver: string
  readonly etcd: string
}

/** The programs from `KUBEBUILDER_ASSETS`, from `CALICO_TUI_APISERVER` and `CALICO_TUI_ETCD`, or built with Go into a cache outside
 * the repository (some minutes, once). Null where there is no Go either. */
export async function findBinaries(env: NodeJS.ProcessEnv): Promise<Binaries | null> {
  const assets = env.KUBEBUILDER_ASSETS
  if (assets !== undefined && existsSync(join(assets, 'kube-apiserver'))) {
    return { apiserver: join(assets, 'kube-apiserver'), etcd: join(assets, 'etcd') }
  }
  const { CALICO_TUI_APISERVER: apiserver, CALICO_TUI_ETCD: etcdPath } = env
  if (apiserver !== undefined && etcdPath !== undefined) return { apiserver, etcd: etcdPath }
  const hasGo = await run('go', ['version']).then(
    () => true,
    () => false,
  )
  return hasGo ? build(env) : null
}

async function build(env: NodeJS.ProcessEnv): Promise<Binaries> {
  const cache = join(
    env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
    'calico-tui',
    'control-plane',
    `${kubernetes}-${etcd}`,
  )
  await mkdir(cache, { recursive: true })
  const version = 'k8s.io/component-base/version'
  const stamp = `-X ${version}.gitVersion=${kubernetes} -X ${version}.gitMajor=1 -X ${version}.gitMinor=35`
  return {
    etcd: await goBuild(join(cache, 'etcd'), './etcd', '-s -w'),
    apiserver: await goBuild(join(cache, 'kube-apiserver'), 'k8s.io/kubernetes/cmd/kube-apiserver', `-s -w ${stamp}`),
  }
}

async function goBuild(path: string, what: string, linkerFlags: string): Promise<string> {
  if (existsSync(path)) return path
  // Built under another name first: a build that is cut off must not be taken for the program.
  const partial = `${path}.partial`
  await run('go', ['build', '-trimpath', '-ldflags', linkerFlags, '-o', partial, what], {
    cwd: folder,
    env: { ...process.env, CGO_ENABLED: '0' },
    maxBuffer: 64 * 1024 * 1024,
  })
  await rename(partial, path)
  return path
}

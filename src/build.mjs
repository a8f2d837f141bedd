// Bundles src/cli/main.ts into dist/: ESM, code-split, so that a text command loads neither Ink nor the Kubernetes client.
// Beside it stands LICENSES.txt, the licence of every package the bundle carries.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const quiet = process.argv.includes('--quiet')

/** Ink talks to React's developer tools when DEV is set; they are no part of the program. */
const withoutDevtools = {
  name: 'without-devtools',
  setup(build) {
    build.onResolve({ filter: /^\.\/devtools\.js$/ }, ({ importer }) =>
      /[\\/]ink[\\/]build[\\/]/.test(importer) ? { path: 'devtools', namespace: 'nothing' } : null,
    )
    build.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export {}' }))
  },
}

/** The folders of the packages that the bundle took something from. */
function packagesIn({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs))
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path)
  const folders = used.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0])
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort()
}

/** The licence of one package as its own files give it. */
async function noticeOf(folder) {
  const path = resolve(root, folder)
  const { name, version, license } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'))
  const files = (await readdir(path)).filter((file) => /^(licen[cs]e|copying|notice)(\.|-|$)/i.test(file)).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')))
  const text = texts.length === 0 ? 'Its package holds no licence file.' : texts.map((one) => one.trim()).join('\n\n')
  return `${name} ${version} (${license ?? 'see below'})\n\n${text.replaceAll('\r\n', '\n')}\n`
}

/** The bundler. Where npm prepares a checkout without the packages of development there is nothing to build with, and no harm. */
async function esbuild() {
  try {
    return await import('esbuild')
  } catch (error) {
    if (process.env.npm_lifecycle_event === 'prepare' && error.code === 'ERR_MODULE_NOT_FOUND') process.exit(0)
    throw error
  }
}

async function main() {
  const { build } = await esbuild()
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { main: 'src/cli/main.ts' },
    outdir: 'dist',
    // Written below, so that a build that fails leaves the last good one alone.
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    jsx: 'automatic',
    minify: true,
    keepNames: true,
    metafile: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [withoutDevtools],
    // Some bundled packages are CommonJS and call require for Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: quiet ? 'error' : 'info',
  })
  await rm(`${root}dist`, { recursive: true, force: true })
  await mkdir(`${root}dist`)
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(path, contents)))
  const notices = [...new Set(await Promise.all(packagesIn(metafile).map(noticeOf)))].sort()
  const line = `${'-'.repeat(80)}\n`
  const head = 'calico-tui carries parts of the packages below, each under its own licence.\n\n'
  await writeFile(`${root}dist/LICENSES.txt`, head + notices.map((notice) => `${line}${notice}`).join('\n'))
}

await main()

// Makes the programs of the control plane ready, with Go where they are in no cache: `node test/run.mjs test/control-plane/main.ts`.
import { findBinaries } from './binaries.ts'

const found = await findBinaries({ ...process.env, CALICO_TUI_REQUIRE_APISERVER: '1' })
process.stdout.write(`${found?.apiserver ?? 'no kube-apiserver'}\n`)

import { findBinaries } from '../control-plane/binaries.ts'

/** Before all: sees to it that there is a kube-apiserver, or says in plain sight that what needs one is left out. Fails where one is
 * required. */
export default async function setup(): Promise<void> {
  if ((await findBinaries(process.env)) !== null) return
  process.stderr.write(
    '\nskipped: no kube-apiserver (set KUBEBUILDER_ASSETS); only the fake API server is tested against\n',
  )
}

import { closeSync, openSync, writeSync } from 'node:fs'
import { type ApiObject, type ClusterSize, generateCluster } from '../generate/cluster.ts'

/** What `kubectl get -o json` says of a pod beyond what policy needs: most of its bytes. */
const ballast = {
  managedFields: [{ manager: 'kube-controller-manager', operation: 'Update', fieldsType: 'FieldsV1' }],
  env: Array.from({ length: 12 }, (_, at) => ({
    name: `SETTING_${at}`,
    value: `a value of some length, number ${at}`,
  })),
}

function asPrinted(item: ApiObject): ApiObject {
  return item.kind === 'Pod' ? { ...item, ballast } : item
}

/** Writes a generated cluster as the List that `kubectl get -o json` prints; gives its size and how many pods it holds. */
export function writeList(file: string, size: ClusterSize): { readonly bytes: number; readonly pods: number } {
  const handle = openSync(file, 'w')
  let bytes = writeSync(handle, '{"apiVersion":"v1","kind":"List","items":[')
  let pods = 0
  let pending = ''
  for (const item of generateCluster(size)) {
    if (item.kind === 'Pod') pods += 1
    pending += `${bytes + pending.length < 50 ? '' : ','}${JSON.stringify(asPrinted(item))}\n`
    if (pending.length > 1 << 20) {
      bytes += writeSync(handle, pending)
      pending = ''
    }
  }
  bytes += writeSync(handle, `${pending}]}\n`)
  closeSync(handle)
  return { bytes, pods }
}

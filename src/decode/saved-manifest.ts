import { type Fields, isFields } from './reading.ts'

const applied = 'kubectl.kubernetes.io/last-applied-configuration'
const hiddenMetadata = 'projectcalico.org/metadata'

/** A manifest as a saved snapshot holds it: without managed fields and without the copy of itself that `kubectl apply` leaves,
 * also where crd.projectcalico.org/v1 hides them in an annotation. */
export function savedManifest(manifest: Fields): Fields {
  return isFields(manifest.metadata) ? { ...manifest, metadata: savedMetadata(manifest.metadata) } : manifest
}

function savedMetadata(metadata: Fields): Fields {
  const { managedFields: _, ...rest } = metadata
  const { annotations } = rest
  if (!isFields(annotations)) return rest
  const { [applied]: _applied, ...kept } = annotations
  const hidden = kept[hiddenMetadata]
  return {
    ...rest,
    annotations: typeof hidden === 'string' ? { ...kept, [hiddenMetadata]: savedHidden(hidden) } : kept,
  }
}

function savedHidden(text: string): string {
  try {
    const metadata: unknown = JSON.parse(text)
    return isFields(metadata) ? JSON.stringify(savedMetadata(metadata)) : text
  } catch {
    // Calico cannot read it either.
    return text
  }
}

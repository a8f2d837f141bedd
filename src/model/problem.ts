/** Where an object was read: a file or `-`, the document in it from 1, and the line from 1 where known. */
export interface Origin {
  readonly file: string
  readonly document: number | null
  readonly line: number | null
}

/** The object of the Kubernetes API that a Problem or a note concerns. */
export interface ResourceRef {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string | null
  readonly name: string
}

/** Something in the input that is not as it should be. The rest of the cluster is used all the same. */
export interface Problem {
  /** `error`: the object or a part of it could not be used; `warning`: used, but surely not as its author meant. */
  readonly severity: 'error' | 'warning'
  readonly resource: ResourceRef | null
  readonly origin: Origin | null
  /** The path inside the object, such as `spec.ingress[0].source.nets[1]`; null for the whole. */
  readonly path: string | null
  /** Lower case, no full stop, user input in backticks, what was expected: "expected a CIDR, not `10.0.0/8`". */
  readonly message: string
}

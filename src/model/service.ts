/** A Service of the cluster. */
export interface Service {
  /** `namespace/name`. */
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly clusterIps: readonly string[]
  readonly externalIps: readonly string[]
  readonly ports: readonly ServicePort[]
  /** The pods it stands for by label; null for a service without a selector. */
  readonly selector: Readonly<Record<string, string>> | null
}

export interface ServicePort {
  readonly name: string | null
  readonly protocol: string
  readonly port: number
  /** A port of the pod, by number or by name. */
  readonly targetPort: number | string
  readonly nodePort: number | null
}

/** Some of the backends of a Service. Only addresses and ports count for policy, readiness does not. */
export interface EndpointSlice {
  /** `namespace/name` of the slice. */
  readonly key: string
  readonly namespace: string
  /** The service's name, from the label `kubernetes.io/service-name`; null without it. */
  readonly service: string | null
  /** Canonical texts. */
  readonly addresses: readonly string[]
  readonly ports: readonly { readonly name: string | null; readonly protocol: string; readonly port: number }[]
}

import type { Change } from '../../model/cluster.ts'

/** After this many different values it starts over: labels that differ for each pod would fill it for nothing. Lists come by
 * namespace and name, so that what is alike comes together. */
const most = 4_000

/** Lets pods that are alike share what is alike in them: thousands come from one template, each with its own copy of the labels, the
 * ports and every name. Takes two thirds off what a pod costs. */
export class Sharing {
  readonly #values = new Map<string, unknown>()

  /** The change with the parts of a pod shared. */
  shared(change: Change): Change {
    if (change.type !== 'endpoints' || change.value === null) return change
    const pod = change.value
    return {
      ...change,
      value: {
        ...pod,
        namespace: this.#text(pod.namespace),
        labels: this.#value(pod.labels),
        profiles: this.#value(pod.profiles),
        serviceAccount: this.#text(pod.serviceAccount),
        node: this.#text(pod.node),
        // A list that was pushed to keeps room for sixteen more.
        addresses: pod.addresses.slice(),
        namedPorts: this.#value(pod.namedPorts),
        containerPorts: this.#value(pod.containerPorts),
        workload: this.#value(pod.workload),
        generateName: this.#text(pod.generateName),
      },
    }
  }

  #text<Text extends string | null>(text: Text): Text {
    return text === null ? text : this.#kept(`"${text}`, text)
  }

  #value<Value extends object | null>(value: Value): Value {
    return value === null ? value : this.#kept(JSON.stringify(value), value)
  }

  #kept<Value>(key: string, value: Value): Value {
    const known = this.#values.get(key)
    // What is kept under a key was made from a value of the same form.
    if (known !== undefined) return known as Value
    if (this.#values.size >= most) this.#values.clear()
    this.#values.set(key, value)
    return value
  }
}

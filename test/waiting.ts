/** Waits for what is to become true; to be asked again after each thing that happens. */
export class Waiting {
  readonly #checks = new Set<() => void>()

  /** Resolves once it holds. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return
    await new Promise<void>((resolve) => {
      const check = () => {
        if (!holds()) return
        this.#checks.delete(check)
        resolve()
      }
      this.#checks.add(check)
    })
  }

  /** Something happened. */
  ask(): void {
    for (const check of this.#checks) check()
  }
}

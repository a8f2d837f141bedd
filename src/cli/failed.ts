/** Exit codes (0 also stands for "allowed"). */
export const exitCode = { done: 0, failed: 1, denied: 2, uncertain: 3, usage: 64, interrupted: 130 } as const

/** Something the user must hear of and that ends the command: not a mistake of ours. */
export class Failed extends Error {
  readonly code: number

  /** `message` is lower case without a full stop; it may hold several lines. */
  constructor(message: string, code: number = exitCode.failed) {
    super(message)
    this.name = 'Failed'
    this.code = code
  }
}

/** Wrong usage: told before anything is read. */
export function usage(message: string): Failed {
  return new Failed(message, exitCode.usage)
}

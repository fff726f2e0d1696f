/** How long to wait before trying again: longer each time, never twice the same, so that a crowd does not return at once. */

const FIRST = 500
const LONGEST = 15_000

export class Patience {
  #tries = 0

  /** Milliseconds; at least what the server asked for, if it did (in seconds). */
  next(asked: number | null = null): number {
    const ceiling = Math.min(LONGEST, FIRST * 2 ** this.#tries++)
    return (asked ?? 0) * 1000 + ceiling * (0.5 + Math.random() / 2)
  }

  reset() {
    this.#tries = 0
  }
}

export const pause = (milliseconds: number) => new Promise<void>((resume) => setTimeout(resume, milliseconds))

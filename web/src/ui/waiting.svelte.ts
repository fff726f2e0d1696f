const BEFORE_MS = 150
const AT_LEAST_MS = 400

/**
 * Decides when a wait deserves a skeleton: not in the first 150 ms, and then for at least 400 ms, so nothing flashes.
 * Made while a component is being set up.
 */
export class Waiting {
  #over = $state(false)

  /** Whether to show the skeleton now. */
  get over() {
    return this.#over
  }

  constructor(waiting: () => boolean) {
    let since = 0
    $effect(() => {
      const now = waiting()
      const rest = now ? BEFORE_MS : Math.max(0, since + AT_LEAST_MS - performance.now())
      if (!now && !since) return
      const timer = setTimeout(() => {
        since = now ? performance.now() : 0
        this.#over = now
      }, rest)
      return () => clearTimeout(timer)
    })
  }
}

/** The time of day as state: what reads `clock.now` in a template stays true by itself. */

const TICK = 10_000

class Clock {
  #now = $state(Date.now())

  /** Epoch milliseconds, a few seconds old at most. */
  get now() {
    return this.#now
  }

  constructor() {
    const tick = () => {
      if (document.visibilityState === 'visible') this.#now = Date.now()
    }
    setInterval(tick, TICK)
    document.addEventListener('visibilitychange', tick)
  }
}

export const clock = new Clock()

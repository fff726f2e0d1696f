/** Notices that the page was asleep: a closed laptop, a frozen tab. Its timers stood still, and its line may be dead. */

const TICK = 5_000
const ASLEEP = 15_000

/** Calls back when the page is looked at again after a sleep. Returns how to stop. */
export function onwake(listener: () => void): () => void {
  let last = Date.now()
  const look = () => {
    if (document.visibilityState === 'hidden') return
    const slept = Date.now() - last
    last = Date.now()
    if (slept > ASLEEP) listener()
  }
  const timer = setInterval(look, TICK)
  document.addEventListener('visibilitychange', look)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
  }
}

import { createSubscriber } from 'svelte/reactivity'

const EVERY_MS = 30_000

const tick = createSubscriber((update) => {
  const timer = setInterval(update, EVERY_MS)
  return () => clearInterval(timer)
})

/** The present moment; what is computed from it is computed anew twice a minute while it is on the screen. */
export function now(): Date {
  tick()
  return new Date()
}

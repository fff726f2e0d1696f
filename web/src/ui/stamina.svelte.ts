/**
 * What this device can carry. Sixty frames of scrolling of which one in twenty takes longer than 20 ms, twice in a row,
 * cost one step: first the bent light goes, then the wide blur, then the glass. Once is any hiccup of a busy machine.
 * Remembered for a week: the device will not grow faster, but it may have been busy.
 */
import { recall, remember } from '../core/memory'

const KEY = 'kocmoc.stamina'
const FRAMES = 60
const SLOW_MS = 20
const PAUSE_MS = 150
const WEEK_MS = 7 * 24 * 60 * 60_000

function lastTime(): number {
  const [level, since] = (recall(KEY) ?? '').split(' ').map(Number)
  return level && since && Date.now() - since < WEEK_MS ? level : 0
}

class Stamina {
  #level = $state(lastTime())
  #watchers = new Set<() => void>()

  /** 0 everything · 1 no refraction · 2 a narrower blur as well · 3 solid panes. */
  get level() {
    return this.#level
  }

  /** Calls back whenever there may be more or less to carry; returns how to stop. */
  watch(callback: () => void): () => void {
    this.#watchers.add(callback)
    return () => this.#watchers.delete(callback)
  }

  tire() {
    this.#set(Math.min(3, this.#level + 1))
  }

  /** The person asked for glass again: believe them, and measure anew. */
  recover() {
    this.#set(0)
  }

  paint() {
    document.documentElement.dataset.stamina = String(this.#level)
    for (const callback of this.#watchers) callback()
  }

  #set(level: number) {
    this.#level = level
    remember(KEY, `${level} ${Date.now()}`)
    this.paint()
  }
}

export const stamina = new Stamina()

/** An attachment for a scroller: watches how smoothly it moves. */
export function strain(scroller: HTMLElement) {
  let frames: number[] = []
  let strained = false
  let last = 0
  let until = 0
  let running = 0

  function frame(now: number) {
    if (last) frames.push(now - last)
    last = now
    if (frames.length >= FRAMES) {
      frames.sort((a, b) => a - b)
      const slow = (frames[Math.floor(FRAMES * 0.95)] ?? 0) > SLOW_MS
      if (slow && strained) stamina.tire()
      strained = slow && !strained
      frames = []
    }
    running = now < until ? requestAnimationFrame(frame) : 0
  }

  function moved() {
    until = performance.now() + PAUSE_MS
    if (running || stamina.level === 3) return
    last = 0
    running = requestAnimationFrame(frame)
  }

  scroller.addEventListener('scroll', moved, { passive: true })
  return () => {
    scroller.removeEventListener('scroll', moved)
    cancelAnimationFrame(running)
  }
}

/** Deeds that can be taken back for a few seconds. They are done at the latest when the page is left. */
import { m } from '../paraglide/messages'
import { toasts, STAY_WITH_ACTION_MS } from '../ui/toasts.svelte'

class Regrets {
  readonly #waiting = new Map<() => unknown, ReturnType<typeof setTimeout>>()
  /** How the latest one is taken back. */
  #takeBack: (() => void) | null = null

  constructor() {
    addEventListener('pagehide', () => this.settle())
  }

  offer(text: string, undo: () => void, act: () => unknown) {
    const run = () => this.#undo(act, undo, close)
    const close = toasts.done(text, { text: m.undo(), run })
    this.#takeBack = run
    this.#waiting.set(
      act,
      setTimeout(() => this.#act(act), STAY_WITH_ACTION_MS),
    )
  }

  /** Takes back the latest one; false when there is none that can be. */
  undo(): boolean {
    if (!this.#waiting.size || !this.#takeBack) return false
    this.#takeBack()
    this.#takeBack = null
    return true
  }

  /** Does at once what waits. */
  settle() {
    for (const act of [...this.#waiting.keys()]) this.#act(act)
  }

  clear() {
    for (const timer of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
  }

  #undo(act: () => unknown, undo: () => void, close: () => void) {
    clearTimeout(this.#waiting.get(act))
    // Pressed a moment too late, it is done.
    if (this.#waiting.delete(act)) undo()
    close()
  }

  #act(act: () => unknown) {
    clearTimeout(this.#waiting.get(act))
    if (this.#waiting.delete(act)) act()
  }
}

export const regrets = new Regrets()

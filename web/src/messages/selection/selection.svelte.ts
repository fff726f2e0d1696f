/** Messages chosen to be dealt with together. */
import { SvelteSet } from 'svelte/reactivity'
import type { Bubble } from '../bubble'

export const isChoosable = ({ type, deleted, broken }: Bubble) => type !== 'system' && !deleted && !broken

export class Selection {
  readonly #keys = new SvelteSet<string>()
  readonly #items: () => readonly Bubble[]
  /** Where a stretch would begin. */
  #last: string | null = null

  constructor(items: () => readonly Bubble[]) {
    this.#items = items
  }

  get active() {
    return this.#keys.size > 0
  }

  /** In the order of the chat; what has been deleted meanwhile is no longer chosen. */
  get messages(): readonly Bubble[] {
    return this.#items().filter(({ key, deleted }) => this.#keys.has(key) && !deleted)
  }

  has(key: string) {
    return this.#keys.has(key)
  }

  toggle({ key }: Bubble) {
    if (!this.#keys.delete(key)) this.#keys.add(key)
    this.#last = key
  }

  /** Everything from the last one to this. */
  stretch(to: Bubble) {
    const between = this.#between(this.#last, to.key)
    if (!between) return this.toggle(to)
    for (const key of between) this.#keys.add(key)
    this.#last = to.key
  }

  /** Draws over everything from this one on, as far as is told next; drawn back, it is as it was before. */
  sweep(from: string): (to: string) => void {
    const before = [...this.#keys]
    return (to) => {
      const chosen = [...before, ...(this.#between(from, to) ?? [])]
      for (const key of this.#keys) if (!chosen.includes(key)) this.#keys.delete(key)
      for (const key of chosen) this.#keys.add(key)
      this.#last = to
    }
  }

  clear() {
    this.#keys.clear()
    this.#last = null
  }

  /** What can be chosen from one to the other, whichever is first; null when one of them is not here. */
  #between(one: string | null, other: string): readonly string[] | null {
    const items = this.#items()
    const ends = [one, other].map((end) => items.findIndex(({ key }) => key === end))
    if (ends.includes(-1)) return null
    return items
      .slice(Math.min(...ends), Math.max(...ends) + 1)
      .filter(isChoosable)
      .map(({ key }) => key)
  }
}

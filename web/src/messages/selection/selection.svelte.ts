/** Messages chosen to be dealt with together. */
import { SvelteSet } from 'svelte/reactivity'
import type { Bubble } from '../bubble'

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
    const items = this.#items()
    const ends = [items.findIndex(({ key }) => key === this.#last), items.findIndex(({ key }) => key === to.key)]
    if (ends.includes(-1)) return this.toggle(to)
    const between = items.slice(Math.min(...ends), Math.max(...ends) + 1)
    for (const { key, type, deleted } of between) if (type !== 'system' && !deleted) this.#keys.add(key)
    this.#last = to.key
  }

  clear() {
    this.#keys.clear()
    this.#last = null
  }
}

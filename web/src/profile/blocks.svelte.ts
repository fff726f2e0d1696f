/** Whom I block. */
import { SvelteMap } from 'svelte/reactivity'
import type { User } from '../contract/user'
import { api } from './api'

class Blocks {
  readonly #people = new SvelteMap<string, User>()
  #loaded: Promise<void> | null = null

  get items(): readonly User[] {
    return [...this.#people.values()]
  }

  has(id: string) {
    return this.#people.has(id)
  }

  /** Once; whoever comes later waits for the same answer. */
  load(): Promise<void> {
    this.#loaded ??= this.#fetch().catch((error: unknown) => {
      this.#loaded = null
      throw error
    })
    return this.#loaded
  }

  async block(person: User) {
    await api.block(person.id)
    this.#people.set(person.id, person)
  }

  async unblock(id: string) {
    await api.unblock(id)
    this.#people.delete(id)
  }

  clear() {
    this.#people.clear()
    this.#loaded = null
  }

  async #fetch() {
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof api.blocks>> = await api.blocks(cursor)
      for (const person of page.blocks) this.#people.set(person.id, person)
      cursor = page.next_cursor
    } while (cursor)
  }
}

export const blocks = new Blocks()

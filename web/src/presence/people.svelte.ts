/** Everybody we have heard of, as they were when last heard of. */
import { SvelteMap } from 'svelte/reactivity'
import type { Sender, User } from '../contract/user'
import { api } from './api'

class People {
  readonly #known = new SvelteMap<string, User>()
  readonly #asked = new Set<string>()

  get(id: string): User | undefined {
    return this.#known.get(id)
  }

  /** A message keeps its author as they were when it was read; this is the author as they are. */
  latest<Author extends Sender>(author: Author): Author | User {
    return this.#known.get(author.id) ?? author
  }

  learn(user: User) {
    this.#known.set(user.id, user)
  }

  /** Asks who that is, once, if we have not heard of them. */
  async meet(id: string) {
    if (this.#known.has(id) || this.#asked.has(id)) return
    this.#asked.add(id)
    // Whoever may not be known stays nameless.
    const user = await api.get(id).catch(() => undefined)
    if (user) this.learn(user)
  }

  clear() {
    this.#asked.clear()
    this.#known.clear()
  }
}

export const people = new People()

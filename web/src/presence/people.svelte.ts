/** Everybody we have heard of, as they were when last heard of. */
import { SvelteMap } from 'svelte/reactivity'
import type { Sender, User } from '../contract/user'

class People {
  readonly #known = new SvelteMap<string, User>()

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

  clear() {
    this.#known.clear()
  }
}

export const people = new People()

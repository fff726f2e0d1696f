/** Who is here now. */
import { SvelteMap } from 'svelte/reactivity'
import type { Seen } from '../contract/events'
import type { User } from '../contract/user'

export type Presence = Pick<User, 'online' | 'last_seen_at'>

const UNKNOWN: Presence = { online: false, last_seen_at: null }

class Presences {
  readonly #seen = new SvelteMap<string, Presence>()

  of(userId: string): Presence {
    return this.#seen.get(userId) ?? UNKNOWN
  }

  /** From an answer of the server. Not from an event: those show everybody as absent. */
  learn({ id, online, last_seen_at }: User) {
    this.#see(id, { online, last_seen_at })
  }

  apply({ user_id, online, last_seen_at }: Seen) {
    this.#see(user_id, { online, last_seen_at })
  }

  #see(userId: string, presence: Presence) {
    const known = this.of(userId)
    if (known.online !== presence.online || known.last_seen_at !== presence.last_seen_at) {
      this.#seen.set(userId, presence)
    }
  }

  clear() {
    this.#seen.clear()
  }
}

export const presence = new Presences()

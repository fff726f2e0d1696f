/** Finding people by the beginning of a name, while it is being typed. */
import type { User } from '../contract/user'
import { asApiError, isAbort, type ApiError } from '../core/errors'
import { pause } from '../core/patience'
import { api } from './api'
import { people } from './people.svelte'
import { presence } from './presence.svelte'

/** The server finds nobody by less. */
const SHORTEST = 2
const QUIET = 200

export class PeopleSearch {
  #query = $state('')
  #users = $state.raw<readonly User[]>([])
  #busy = $state(false)
  #failed = $state.raw<ApiError | null>(null)
  #asking = new AbortController()

  get query() {
    return this.#query
  }

  set query(query: string) {
    this.#query = query
    this.#asking.abort()
    this.#asking = new AbortController()
    this.#failed = null
    this.#busy = this.#text.length >= SHORTEST
    if (this.#busy) void this.#ask(this.#asking.signal)
    else this.#users = []
  }

  /** Those found for the latest answered query. */
  get users() {
    return this.#users
  }

  get busy() {
    return this.#busy
  }

  get failed() {
    return this.#failed
  }

  get #text() {
    return this.#query.trim().replace(/^@/, '')
  }

  async #ask(signal: AbortSignal) {
    await pause(QUIET)
    if (signal.aborted) return
    try {
      this.#show((await api.search(this.#text, signal)).users)
    } catch (error) {
      if (isAbort(error)) return
      this.#failed = asApiError(error)
    }
    this.#busy = false
  }

  #show(users: User[]) {
    for (const user of users) {
      people.learn(user)
      presence.learn(user)
    }
    this.#users = users
  }
}

/** Everybody who has an account, the newest first, or those found by a name. */
import { asApiError, isAbort, type ApiError } from '../core/errors'
import { pause } from '../core/patience'
import { api, type Account, type AccountChange } from './api'

const QUIET = 200

export class Accounts {
  #query = $state('')
  #items = $state.raw<readonly Account[]>([])
  #next = $state<string | null>(null)
  #busy = $state(false)
  #loaded = $state(false)
  #failed = $state.raw<ApiError | null>(null)
  #asking = new AbortController()

  get query() {
    return this.#query
  }

  set query(query: string) {
    this.#query = query
    void this.load(QUIET)
  }

  get items() {
    return this.#items
  }

  get busy() {
    return this.#busy
  }

  get loaded() {
    return this.#loaded
  }

  get failed() {
    return this.#failed
  }

  get hasMore() {
    return this.#next !== null
  }

  async load(quiet = 0) {
    this.#asking.abort()
    this.#asking = new AbortController()
    const { signal } = this.#asking
    if (quiet) await pause(quiet)
    if (!signal.aborted) await this.#ask(null, signal)
  }

  async more() {
    if (this.#next && !this.#busy) await this.#ask(this.#next, this.#asking.signal)
  }

  /** An ApiError says why it could not be. */
  async change(id: string, change: AccountChange): Promise<Account> {
    const changed = await api.changeAccount(id, change)
    this.#items = this.#items.map((each) => (each.id === id ? { ...changed, temporary_password: null } : each))
    return changed
  }

  async remove(id: string) {
    await api.removeAccount(id)
    this.#items = this.#items.filter((each) => each.id !== id)
  }

  async #ask(cursor: string | null, signal: AbortSignal) {
    this.#busy = true
    this.#failed = null
    try {
      const page = await api.accounts(this.#query.trim(), cursor, signal)
      this.#items = cursor ? [...this.#items, ...page.users] : page.users
      this.#next = page.next_cursor
      this.#loaded = true
    } catch (error) {
      if (isAbort(error)) return
      this.#failed = asApiError(error)
    }
    this.#busy = false
  }
}

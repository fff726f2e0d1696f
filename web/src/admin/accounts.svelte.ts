/** Everybody who has an account, the newest first, or those found by a name. */
import { pause } from '../core/patience'
import { api, type Account, type AccountChange } from './api'
import { Pages } from './pages.svelte'

const QUIET = 200

export class Accounts {
  readonly pages = new Pages<Account>(async (cursor) => {
    const { users, next_cursor } = await api.accounts(this.#query.trim(), cursor)
    return { items: users, next: next_cursor }
  })
  #query = $state('')
  #words = 0

  get query() {
    return this.#query
  }

  set query(query: string) {
    this.#query = query
    void this.#soon(++this.#words)
  }

  /** An ApiError says why it could not be. */
  async change(account: Account, change: AccountChange): Promise<Account> {
    const changed = await api.changeAccount(account.id, change)
    this.#swap(account, { ...changed, temporary_password: null })
    return changed
  }

  async remove(account: Account) {
    await api.removeAccount(account.id)
    this.#swap(account, null)
  }

  /** In the list it may be told anew by now. */
  #swap({ id }: Account, fresh: Account | null) {
    const held = this.pages.items.find((each) => each.id === id)
    if (held) this.pages.swap(held, fresh)
  }

  /** Once nothing more is being written. */
  async #soon(words: number) {
    await pause(QUIET)
    if (words === this.#words) await this.pages.load()
  }
}

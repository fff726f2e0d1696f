/** A list that comes page by page, the newest first. */
import { asApiError, isAbort, type ApiError } from '../core/errors'

interface Page<Item> {
  items: readonly Item[]
  next: string | null
}

export class Pages<Item> {
  #items = $state.raw<readonly Item[]>([])
  #next = $state<string | null>(null)
  #busy = $state(false)
  #loaded = $state(false)
  #failed = $state.raw<ApiError | null>(null)
  /** Of what was asked last; what was asked before is not waited for any more. */
  #turn = 0
  readonly #ask: (cursor: string | null) => Promise<Page<Item>>

  constructor(ask: (cursor: string | null) => Promise<Page<Item>>) {
    this.#ask = ask
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

  load() {
    return this.#take(null)
  }

  async more() {
    if (this.#next !== null && !this.#busy) await this.#take(this.#next)
  }

  /** Changes what is here: the item that is `old` becomes the new one, or goes. */
  swap(old: Item, fresh: Item | null) {
    this.#items = this.#items.flatMap((each) => (each === old ? (fresh ?? []) : each))
  }

  add(item: Item) {
    this.#items = [item, ...this.#items]
  }

  async #take(cursor: string | null) {
    const turn = ++this.#turn
    this.#busy = true
    this.#failed = null
    try {
      const { items, next } = await this.#ask(cursor)
      if (turn !== this.#turn) return
      this.#items = cursor === null ? items : [...this.#items, ...items]
      this.#next = next
      this.#loaded = true
    } catch (error) {
      if (turn !== this.#turn) return
      if (!isAbort(error)) this.#failed = asApiError(error)
    }
    this.#busy = false
  }
}

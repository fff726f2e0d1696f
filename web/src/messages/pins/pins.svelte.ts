/** What is pinned in a chat, the newest first. */
import type { Message } from '../../contract/message'
import { asApiError, isAbort } from '../../core/errors'
import { api } from '../api'

export class Pins {
  readonly #chatId: string
  #items = $state.raw<readonly Message[]>([])
  #at = $state(0)
  #asked = 0
  #sign: string | null = null

  constructor(chatId: string) {
    this.#chatId = chatId
  }

  get items() {
    return this.#items
  }

  /** The one the bar shows. */
  get current(): Message | undefined {
    return this.#items[this.#at] ?? this.#items[0]
  }

  /** Counted from the oldest, as they were pinned. */
  get number() {
    return this.#items.length - Math.min(this.#at, Math.max(0, this.#items.length - 1))
  }

  /** The next older one; after the oldest the newest again. */
  turn() {
    this.#at = this.#items.length ? (this.#at + 1) % this.#items.length : 0
  }

  /** Asks anew whenever what is seen of them looks different. */
  follow(sign: string) {
    if (sign === this.#sign) return
    this.#sign = sign
    void this.load()
  }

  async load() {
    const asked = ++this.#asked
    try {
      const { messages } = await api.pins(this.#chatId)
      // A later question knows better.
      if (asked === this.#asked) this.#items = [...messages].sort((a, b) => b.seq - a.seq)
    } catch (error) {
      // Without the bar everything else still works.
      if (!isAbort(error)) asApiError(error)
    }
  }
}

/** What is pinned in a chat, the newest first. */
import type { Message } from '../../contract/message'
import { asApiError, isAbort } from '../../core/errors'
import { api } from '../api'
import type { Bubble } from '../bubble'

export class Pins {
  readonly #chatId: string
  #items = $state.raw<readonly Message[]>([])
  #at = $state(0)
  #asked = 0
  #sign: string | null = null
  #doubts = ''

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

  /** Asks anew whenever what is seen of them looks different. A pin of mine is seen at once, and asking may be quicker
   * than pinning: as long as the answer disagrees with what is seen, each new version of such a message is asked about. */
  follow(seen: readonly Bubble[]) {
    const here = this.#items.map(({ id }) => id)
    const sign = seen.filter(({ pinned }) => pinned).map(({ id, text, deleted }) => `${id} ${text} ${deleted}`)
    const doubts = seen
      .filter(({ id, pinned }) => pinned !== here.includes(id))
      .map(({ id, version }) => `${id} ${version}`)
    const isSame = sign.join() === this.#sign && (!doubts.length || doubts.join() === this.#doubts)
    this.#sign = sign.join()
    this.#doubts = doubts.join()
    if (!isSame) void this.load()
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

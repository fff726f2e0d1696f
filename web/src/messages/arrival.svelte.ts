/** How I came into a chat: what was new to me then, and whether I was let in at all. */
import { chats } from '../chats/chats.svelte'
import { asApiError, isAbort, type ApiError } from '../core/errors'
import type { Bubble } from './bubble'

export class Arrival {
  readonly #chatId: string
  /** My mark when I came in: what is beyond it was new to me. */
  #mark = $state<number | null>(null)
  #refused = $state.raw<ApiError | null>(null)

  constructor(chatId: string) {
    this.#chatId = chatId
  }

  get refused() {
    return this.#refused
  }

  /** The first message that was new to me. */
  unreadFrom(bubbles: readonly Bubble[]): number | null {
    const mark = this.#mark
    if (mark === null) return null
    return bubbles.find(({ seq, mine }) => seq > mark && !mine)?.seq ?? null
  }

  /** Goes in and looks: there, else at the first unread message, else (null) wherever I was. */
  async enter(at: number | null, look: (seq: number | null) => Promise<void>) {
    this.#refused = null
    try {
      const { unread_count, last_read_seq } = await chats.require(this.#chatId)
      this.#mark = unread_count > 0 ? last_read_seq : null
      await look(at ?? (this.#mark === null ? null : this.#mark + 1))
    } catch (error) {
      if (!isAbort(error)) this.#refused = asApiError(error)
    }
  }

  /** Nothing is new any more: I have left, or answered. */
  forget() {
    this.#mark = null
  }
}

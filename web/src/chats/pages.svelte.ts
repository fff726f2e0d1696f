/** The list of chats as it arrives: page by page, until the first sync has brought all of it. */
import type { Chat, ChatList } from '../contract/chat'
import { asApiError, isAbort, type ApiError } from '../core/errors'
import { api } from './api'

export class Pages {
  #loaded = $state(false)
  #failed = $state.raw<ApiError | null>(null)
  #unreadTotal = $state<number | null>(null)
  #cursor: string | null = null
  #isComplete = false
  #isLoading = false
  readonly #learn: (chat: Chat) => void

  constructor(learn: (chat: Chat) => void) {
    this.#learn = learn
  }

  /** There is something to show, if only that there are no chats. */
  get loaded() {
    return this.#loaded
  }

  get failed() {
    return this.#failed
  }

  /** Unread messages in all chats, as the server counts them; null once all chats are here and can be counted. */
  get unreadTotal() {
    return this.#unreadTotal
  }

  first() {
    return this.#load(null)
  }

  async next() {
    if (this.#cursor !== null) await this.#load(this.#cursor)
  }

  complete() {
    this.#isComplete = true
    this.#loaded = true
    this.#failed = null
    this.#unreadTotal = null
    this.#cursor = null
  }

  clear() {
    this.#isComplete = false
    this.#loaded = false
    this.#failed = null
    this.#unreadTotal = null
    this.#cursor = null
  }

  async #load(cursor: string | null) {
    if (this.#isLoading) return
    this.#isLoading = true
    this.#failed = null
    try {
      this.#take(await api.list(cursor))
    } catch (error) {
      if (!isAbort(error)) this.#failed = asApiError(error)
    } finally {
      this.#isLoading = false
    }
  }

  #take({ chats, next_cursor, unread_total }: ChatList) {
    for (const chat of chats) this.#learn(chat)
    this.#loaded = true
    if (this.#isComplete) return
    this.#cursor = next_cursor
    this.#unreadTotal = next_cursor === null ? null : unread_total
  }
}

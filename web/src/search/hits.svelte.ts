/** What was said and is looked for: the newest first, page by page, while the words are being typed. */
import type { MessageType } from '../contract/message'
import type { User } from '../contract/user'
import { asApiError, isAbort, type ApiError } from '../core/errors'
import { pause } from '../core/patience'
import { api, type Hit, type Question } from './api'
import { bounds, type Period } from './period'

/** Less than this finds everything. */
const SHORTEST = 2
/** More the server does not take, in code points. */
const LONGEST = 256
const QUIET = 250

export class Hits {
  #query = $state('')
  #type = $state<MessageType | null>(null)
  #sender = $state.raw<User | null>(null)
  #period = $state.raw<Period | null>(null)
  #items = $state.raw<readonly Hit[]>([])
  #cursor = $state<string | null>(null)
  #busy = $state(false)
  #answered = $state(false)
  #failed = $state.raw<ApiError | null>(null)
  #asking = new AbortController()
  readonly #chatId: string | undefined

  /** With a chat, only there. */
  constructor(chatId?: string) {
    this.#chatId = chatId
  }

  get query() {
    return this.#query
  }

  set query(query: string) {
    this.#query = query
    this.#begin(QUIET)
  }

  /** Only messages of this kind. */
  get type() {
    return this.#type
  }

  set type(type: MessageType | null) {
    this.#type = type
    this.#begin(0)
  }

  /** Only what this person has said. */
  get sender() {
    return this.#sender
  }

  set sender(sender: User | null) {
    this.#sender = sender
    this.#begin(0)
  }

  /** Only what was said then. */
  get period() {
    return this.#period
  }

  set period(period: Period | null) {
    this.#period = period
    this.#begin(0)
  }

  /** Anything but words narrows it. */
  get isNarrow() {
    return this.#type !== null || this.#sender !== null || this.#period !== null
  }

  /** Of everybody, and of all times again. */
  widen() {
    this.#type = null
    this.#sender = null
    this.#period = null
  }

  get items() {
    return this.#items
  }

  get hasMore() {
    return this.#cursor !== null
  }

  get busy() {
    return this.#busy
  }

  /** These are the items for the query as it is. */
  get answered() {
    return this.#answered
  }

  get failed() {
    return this.#failed
  }

  async more() {
    if (this.#busy || this.#cursor === null) return
    this.#busy = true
    await this.#ask(this.#cursor, this.#asking.signal)
  }

  #begin(quiet: number) {
    this.#asking.abort()
    this.#asking = new AbortController()
    this.#failed = null
    this.#answered = false
    this.#cursor = null
    this.#busy = this.#words.length >= SHORTEST || this.#sender !== null
    if (this.#busy) void this.#later(quiet, this.#asking.signal)
    else this.#items = []
  }

  get #words() {
    return [...this.#query.trim()].slice(0, LONGEST).join('')
  }

  async #later(quiet: number, signal: AbortSignal) {
    await pause(quiet)
    if (!signal.aborted) await this.#ask(null, signal)
  }

  async #ask(cursor: string | null, signal: AbortSignal) {
    try {
      const { messages, next_cursor } = await api.find(this.#question, cursor, signal)
      this.#items = cursor === null ? messages : [...this.#items, ...messages]
      this.#cursor = next_cursor
      this.#answered = true
    } catch (error) {
      if (isAbort(error)) return
      this.#failed = asApiError(error)
      this.#items = []
    }
    this.#busy = false
  }

  get #question(): Question {
    return {
      q: this.#words,
      ...(this.#chatId && { chat_id: this.#chatId }),
      ...(this.#type && { type: this.#type }),
      ...(this.#sender && { sender_id: this.#sender.id }),
      ...(this.#period && bounds(this.#period)),
    }
  }
}

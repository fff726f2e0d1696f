/** What happens to one chat, in its order: events, acknowledgements, and what a sync has brought. */
import { chats } from '../chats/chats.svelte'
import type { ChatEvent } from '../contract/events'
import type { Message } from '../contract/message'
import { Gate } from './gate'
import { outbox } from './outbox'
import type { Window } from './window.svelte'

export class News {
  readonly #chatId: string
  readonly #window: Window
  readonly #gate: Gate

  /** `ask` is called when something is missing that only a sync can bring. */
  constructor(chatId: string, window: Window, ask: () => void) {
    this.#chatId = chatId
    this.#window = window
    this.#gate = new Gate({ perform: (event) => this.#perform(event), ask })
  }

  /** Up to where the chat is known. */
  get version() {
    return this.#gate.version
  }

  apply(event: ChatEvent) {
    // A chat that is not here yet is fetched, and comes with this already in it.
    if (!this.#row) return void chats.require(this.#chatId).catch(() => undefined)
    this.follow()
    this.#gate.receive(event)
  }

  /** The chat is said to be at this version. */
  hear(version: number) {
    this.follow()
    this.#gate.hear(version)
  }

  /** The row may know more than the history; without a history there is nothing that could lag behind. */
  follow() {
    if (!this.#row) return
    if (this.#window.isHeld) this.#gate.hear(this.#row.version)
    else this.#settle(this.#row.version)
  }

  /** What a sync brought: these messages as they are now, and with them everything up to this version. */
  catchUp(messages: readonly Message[], version: number) {
    this.#window.hold(messages)
    for (const { client_id } of messages) if (client_id) outbox.delivered(client_id)
    this.#settle(version)
  }

  /** Too much has happened: what is shown is fetched anew. */
  async renew(version: number) {
    if (!(await this.#window.renew())) return
    this.#gate.reset(version)
    this.#settle(version)
  }

  /** My message, as the server has acknowledged it. */
  acknowledge(message: Message) {
    this.apply({ type: 'message:new', change: message })
    if (message.version > this.version) return
    this.#window.hold([message])
    outbox.delivered(message.client_id ?? '')
  }

  /** A message as the server answers a deed of mine. */
  answer(message: Message) {
    this.apply({ type: 'message:edit', change: message })
    if (message.version > this.version) this.#window.hold([message])
  }

  close() {
    this.#gate.close()
  }

  get #row() {
    return chats.find(this.#chatId)
  }

  #perform(event: ChatEvent) {
    chats.apply(event)
    this.#window.apply(event)
    const { change } = event
    if ('client_id' in change && change.client_id) outbox.delivered(change.client_id)
  }

  #settle(version: number) {
    this.#gate.settle(version)
    outbox.settle(this.#chatId, version)
  }
}

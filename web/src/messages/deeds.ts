/** What I do to messages that are there: shown at once, taken back when the server will not have it. */
import { BLANK } from '../chats/changes'
import type { Mark, Message } from '../contract/message'
import { asApiError, isAbort } from '../core/errors'
import { m } from '../paraglide/messages'
import { toasts } from '../ui/toasts.svelte'
import { complaint } from '../ui/words'
import { api } from './api'
import { mark, type Bubble } from './bubble'
import type { News } from './news'
import { has, toggled } from './reactions'
import { regrets } from './regrets'
import type { Window } from './window.svelte'

export class Deeds {
  readonly #window: Window
  readonly #news: News

  constructor(window: Window, news: News) {
    this.#window = window
    this.#news = news
  }

  /** Puts my reaction there, or takes it away. */
  react(message: Bubble, emoji: string) {
    const { reactions, my_reactions } = message
    const ask = has(my_reactions, emoji) ? api.unreact : api.react
    return this.#try(message, toggled(message, emoji), { reactions, my_reactions }, () => ask(message.id, emoji))
  }

  edit(message: Bubble, text: string, entities: Mark[]) {
    const whole = entities.map((each) => ({ url: null, language: null, user_id: null, ...each }))
    const { text: before, entities: meant, edited } = message
    if (text === before && JSON.stringify(entities) === JSON.stringify(meant.map(mark))) return Promise.resolve()
    return this.#try(message, { text, entities: whole, edited: true }, { text: before, entities: meant, edited }, () =>
      api.edit(message.id, text, entities),
    )
  }

  pin(message: Bubble) {
    const { pinned } = message
    const ask = pinned ? api.unpin : api.pin
    return this.#try(message, { pinned: !pinned }, { pinned }, () => ask(message.id))
  }

  /** Gone from the screen at once, and from the server a few seconds later, unless it is regretted. */
  remove(messages: readonly Bubble[]) {
    const blank = messages.map((message) => ({ message, undo: () => this.#show(message.id, message) }))
    for (const { message } of blank) this.#show(message.id, { ...message, ...BLANK })
    const undo = () => blank.forEach((each) => each.undo())
    regrets.offer(m.messages_deleted({ count: messages.length }), undo, () =>
      Promise.all(blank.map((each) => this.#remove(each.message, each.undo))),
    )
  }

  async #remove({ id }: Bubble, undo: () => void) {
    try {
      await api.remove(id)
    } catch (error) {
      this.#complain(error)
      undo()
    }
  }

  async #try(message: Bubble, change: Partial<Bubble>, back: Partial<Bubble>, ask: () => Promise<Message | undefined>) {
    this.#show(message.id, change)
    try {
      const answer = await ask()
      if (answer) this.#news.answer(answer)
    } catch (error) {
      this.#complain(error)
      // Only if nothing else has happened to it meanwhile.
      this.#window.amend(message.id, (now) => (now.version === message.version ? { ...now, ...back } : now))
    }
  }

  #show(id: string, change: Partial<Bubble>) {
    this.#window.amend(id, (bubble) => ({ ...bubble, ...change, version: bubble.version }))
  }

  #complain(error: unknown) {
    if (!isAbort(error)) toasts.error(complaint(asApiError(error).code))
  }
}

/** Every chat by its id, behind one signal: a signal for each of five thousand would cost more than it saves. */
import type { Chat } from '../contract/chat'

export class Rows {
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- `#now` is its signal.
  readonly #byId = new Map<string, Chat>()
  /** Another object after every change; that is what is noticed. */
  #now = $state.raw({ all: this.#byId })

  get(chatId: string): Chat | undefined {
    return this.#now.all.get(chatId)
  }

  values(): Chat[] {
    return [...this.#now.all.values()]
  }

  set(chat: Chat) {
    this.#byId.set(chat.id, chat)
    this.#now = { all: this.#byId }
  }

  delete(chatId: string) {
    this.#byId.delete(chatId)
    this.#now = { all: this.#byId }
  }

  clear() {
    this.#byId.clear()
    this.#now = { all: this.#byId }
  }
}

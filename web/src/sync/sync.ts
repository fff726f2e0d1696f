/** Coming back into step: asks what has happened since the last time, as often as there is more. */
import { chats } from '../chats/chats.svelte'
import type { SyncAnswer } from '../contract/chat'
import { socket } from '../core/socket'
import { messages } from '../messages/threads.svelte'

class Sync {
  #cursor: string | null = null
  #running: Promise<void> | null = null
  #asked = false

  /** Everything up to this moment is here when it resolves. Asked for while it runs, it runs once more. */
  run(within?: number): Promise<void> {
    this.#asked = true
    this.#running ??= this.#catchUp(within).finally(() => (this.#running = null))
    return this.#running
  }

  clear() {
    this.#cursor = null
    this.#asked = false
  }

  async #catchUp(within?: number) {
    while (this.#asked) {
      this.#asked = false
      for (let more = true; more;) {
        const answer = await socket.request('sync', { cursor: this.#cursor, chats: messages.versions() }, within)
        this.#take(answer)
        more = answer.more
      }
      chats.complete()
    }
  }

  #take(answer: SyncAnswer) {
    for (const chat of answer.chats) chats.learn(chat)
    messages.catchUp(answer)
    for (const chatId of answer.gone) {
      chats.remove(chatId)
      messages.drop(chatId)
    }
    this.#cursor = answer.cursor
  }
}

export const sync = new Sync()

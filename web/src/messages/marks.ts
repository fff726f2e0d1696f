/** How far I have read, told to the server: not too often, and only while somebody is really looking. */
import { chats } from '../chats/chats.svelte'
import { socket } from '../core/socket'
import { session } from '../core/session.svelte'

const RARELY = 500

class Marks {
  /** Places seen and not yet told, by chat. */
  readonly #wanted = new Map<string, number>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    addEventListener('focus', () => void this.flush())
    document.addEventListener('visibilitychange', () => void this.flush())
  }

  move(chatId: string, seq: number) {
    const known = this.#wanted.get(chatId) ?? chats.find(chatId)?.last_read_seq ?? 0
    if (seq <= known) return
    this.#wanted.set(chatId, seq)
    this.#timer ??= setTimeout(() => this.flush(), RARELY)
  }

  async flush() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (document.visibilityState === 'hidden' || !document.hasFocus()) return
    await Promise.all([...this.#wanted].map(([chatId, seq]) => this.#tell(chatId, seq)))
  }

  clear() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#wanted.clear()
  }

  async #tell(chatId: string, seq: number) {
    this.#show(chatId, seq)
    try {
      await socket.request('chat:read', { chat_id: chatId, seq })
    } catch {
      // It stays wanted, and is told when the line is open again or somebody looks again.
      return
    }
    if (this.#wanted.get(chatId) === seq) this.#wanted.delete(chatId)
  }

  /** At once here; the exact count of what is left comes back from the server. */
  #show(chatId: string, seq: number) {
    const chat = chats.find(chatId)
    const user_id = session.me?.id
    if (!chat || !user_id || seq <= chat.last_read_seq) return
    const rest = seq >= chat.last_seq ? 0 : undefined
    chats.read({ chat_id: chatId, user_id, seq, unread_count: rest, unread_mentions_count: rest })
  }
}

export const marks = new Marks()

/** Who is writing where, and telling others that we are. */
import { SvelteMap } from 'svelte/reactivity'
import type { Typing, TypingAction } from '../contract/events'
import { socket } from '../core/socket'
import { people } from './people.svelte'

/** A start is believed this long; the stop that should have come may be lost. */
const LASTS = 6_000
/** Starts nearer to each other are not spread by the server. */
const AGAIN = 3_000

export interface Typist {
  user_id: string
  action: TypingAction
}

const NOBODY: readonly Typist[] = []

class Typists {
  readonly #byChat = new SvelteMap<string, readonly Typist[]>()
  readonly #expiries = new Map<string, ReturnType<typeof setTimeout>>()
  #said: { chatId: string; at: number } | null = null

  of(chatId: string): readonly Typist[] {
    return this.#byChat.get(chatId) ?? NOBODY
  }

  start({ chat_id, user_id, action }: Typing) {
    this.stop({ chat_id, user_id })
    void people.meet(user_id)
    this.#byChat.set(chat_id, [...this.of(chat_id), { user_id, action }])
    const expiry = setTimeout(() => this.stop({ chat_id, user_id }), LASTS)
    this.#expiries.set(`${chat_id} ${user_id}`, expiry)
  }

  stop({ chat_id, user_id }: { chat_id: string; user_id: string }) {
    const key = `${chat_id} ${user_id}`
    clearTimeout(this.#expiries.get(key))
    if (!this.#expiries.delete(key)) return
    const others = this.of(chat_id).filter((typist) => typist.user_id !== user_id)
    if (others.length) this.#byChat.set(chat_id, others)
    else this.#byChat.delete(chat_id)
  }

  /** I am writing, or sending a file; call it at every key. */
  say(chatId: string, action: TypingAction = 'text') {
    const now = Date.now()
    if (this.#said?.chatId !== chatId) this.hush()
    else if (now - this.#said.at < AGAIN) return
    this.#said = { chatId, at: now }
    this.#tell('typing:start', chatId, action)
  }

  /** I have stopped: the text was sent, cleared or left. */
  hush() {
    if (!this.#said) return
    // After that long the server has said so itself.
    if (Date.now() - this.#said.at < LASTS) this.#tell('typing:stop', this.#said.chatId)
    this.#said = null
  }

  /** It was sent: the message itself is the stop. */
  sent() {
    this.#said = null
  }

  clear() {
    for (const expiry of this.#expiries.values()) clearTimeout(expiry)
    this.#expiries.clear()
    this.#byChat.clear()
    this.#said = null
  }

  #tell(event: 'typing:start' | 'typing:stop', chatId: string, action: TypingAction = 'text') {
    // Losing it is harmless.
    socket.request(event, { chat_id: chatId, ...(action !== 'text' && { action }) }).catch(() => undefined)
  }
}

export const typing = new Typists()

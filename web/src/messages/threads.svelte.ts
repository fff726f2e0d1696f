/** The messages of every chat that was looked at or heard from. */
import { chats } from '../chats/chats.svelte'
import type { Chat, SyncAnswer } from '../contract/chat'
import type { ChatEvent } from '../contract/events'
import type { Message } from '../contract/message'
import { route } from '../core/router.svelte'
import { typing } from '../presence/typing.svelte'
import type { Bubble } from './bubble'
import { mend } from './mend'
import { outbox } from './outbox'
import { Messages } from './thread.svelte'

/** So many histories are kept, for opening again at once; each of them is part of every sync. */
const KEPT = 30

class Threads {
  readonly #byId = new Map<string, Messages>()
  /** Those with a history; the one looked at last is let go of last. */
  readonly #held = new Set<Messages>()

  /** Asks for what is missing somewhere. */
  onhole: () => void = () => undefined

  constructor() {
    outbox.onloading = (chatId) => typing.say(chatId, 'upload')
    outbox.onsent = (message) => this.of(message.chat_id).news.acknowledge(message)
    chats.onput = ({ id }) => this.#byId.get(id)?.news.follow()
  }

  /** Always the same object for the same chat. */
  of(chatId: string): Messages {
    const known = this.#byId.get(chatId)
    if (known) return known
    const thread = new Messages(chatId, { ask: () => this.onhole(), look: () => this.#hold(thread) })
    this.#byId.set(chatId, thread)
    return thread
  }

  /** What a chat's row shows: my newest message that is still on its way, else the last one. */
  preview(chat: Chat): Bubble | Message | null {
    return outbox.newest(chat.id) ?? chat.last_message
  }

  apply(event: ChatEvent) {
    this.of(event.change.chat_id).news.apply(event)
  }

  stale({ chat_id, version }: { chat_id: string; version: number }) {
    this.of(chat_id).news.hear(version)
  }

  /** Where each held history stands: what a sync has to be told. */
  versions(): Record<string, number> {
    const held = [...this.#held].filter((thread) => thread.isHeld)
    return Object.fromEntries(held.map(({ chatId, news }) => [chatId, news.version]))
  }

  /** What a sync has brought to the held histories. */
  catchUp({ messages, versions, truncated }: SyncAnswer) {
    const byChat = Map.groupBy(messages.map(mend), ({ chat_id }) => chat_id)
    for (const [chatId, version] of Object.entries(versions)) {
      const news = this.#byId.get(chatId)?.news
      if (truncated.includes(chatId)) void news?.renew(version)
      else news?.catchUp(byChat.get(chatId) ?? [], version)
    }
  }

  /** What was said there is gone for me. */
  empty(chatId: string) {
    const thread = this.#byId.get(chatId)
    if (!thread?.isHeld) return
    thread.release()
    this.#held.delete(thread)
    if (route.chatId === chatId) void thread.loadNewest()
  }

  drop(chatId: string) {
    const thread = this.#byId.get(chatId)
    if (!thread) return
    thread.close()
    this.#byId.delete(chatId)
    this.#held.delete(thread)
  }

  clear() {
    for (const thread of this.#byId.values()) thread.close()
    this.#byId.clear()
    this.#held.clear()
  }

  #hold(thread: Messages) {
    this.#held.delete(thread)
    this.#held.add(thread)
    const [oldest] = this.#held
    if (this.#held.size <= KEPT || !oldest) return
    oldest.release()
    this.#held.delete(oldest)
  }
}

export const messages = new Threads()

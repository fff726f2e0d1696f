/** My chats: the list, its order, and what news makes of it. */
import { SvelteMap } from 'svelte/reactivity'
import type { Chat, ChatList } from '../contract/chat'
import type { ChatEvent, Read } from '../contract/events'
import type { User } from '../contract/user'
import { asApiError, isAbort, type ApiError } from '../core/errors'
import { route } from '../core/router.svelte'
import { session } from '../core/session.svelte'
import { people } from '../presence/people.svelte'
import { presence } from '../presence/presence.svelte'
import { api } from './api'
import { after, read, renamed, retake } from './changes'
import { drafts } from './drafts.svelte'
import { fold, matches } from './names'

class Chats {
  readonly #byId = new SvelteMap<string, Chat>()
  readonly #lifts = new SvelteMap<string, string>()
  readonly #asked = new Map<string, Promise<Chat>>()
  readonly #items = $derived([...this.#byId.values()].sort((a, b) => this.#compare(a, b)))
  readonly #found = $derived(this.#filter())
  readonly #sum = $derived(this.#items.reduce((sum, chat) => sum + chat.unread_count, 0))
  #query = $state('')
  #loaded = $state(false)
  #failed = $state.raw<ApiError | null>(null)
  /** Unread messages in the chats that are not here yet. */
  #elsewhere = $state(0)
  #cursor: string | null = null
  #loading = false
  #complete = false

  /** Told of every row as it comes from the server. */
  onput: (chat: Chat) => void = () => undefined

  /** Pinned first, then by latest activity. */
  get items(): readonly Chat[] {
    return this.#items
  }

  get loaded() {
    return this.#loaded
  }

  get failed() {
    return this.#failed
  }

  get unreadTotal() {
    return this.#sum + this.#elsewhere
  }

  /** The one that is open. */
  get current(): Chat | undefined {
    return route.chatId === null ? undefined : this.find(route.chatId)
  }

  get query() {
    return this.#query
  }

  set query(query: string) {
    this.#query = query
  }

  /** Those that match `query`; all of them without one. */
  get found(): readonly Chat[] {
    return this.#found
  }

  find(chatId: string): Chat | undefined {
    return this.#byId.get(chatId)
  }

  /** The chat, asked for if it is not here; an ApiError when it is not mine. */
  require(chatId: string): Promise<Chat> {
    const held = this.find(chatId)
    if (held) return Promise.resolve(held)
    return this.#renew(chatId)
  }

  /** The direct chat with this person, made if there is none. */
  async startWith(userId: string): Promise<Chat> {
    return this.learn(await api.open(userId))
  }

  /** The first page. Called again after an absence, it also tells anew who is online. */
  load() {
    return this.#page(null)
  }

  retry() {
    return this.load()
  }

  /** The next page, unless the first sync has already brought all of them. */
  async loadMore() {
    if (this.#cursor !== null) await this.#page(this.#cursor)
  }

  /** From now on every chat is here, and only changes are told. */
  complete() {
    this.#complete = true
    this.#cursor = null
    this.#elsewhere = 0
    this.#loaded = true
    this.#failed = null
  }

  /** A chat as the server answers it: with everybody's presence. */
  learn(chat: Chat): Chat {
    if (chat.peer) presence.learn(chat.peer)
    return this.put(chat)
  }

  /** A chat as an event shows it. */
  put(chat: Chat): Chat {
    const held = this.find(chat.id)
    const fresh = held ? retake(held, chat) : chat
    if (chat.peer) people.learn(chat.peer)
    this.#byId.set(chat.id, fresh)
    this.onput(fresh)
    return fresh
  }

  remove(chatId: string) {
    this.#byId.delete(chatId)
    this.#lifts.delete(chatId)
    drafts.write(chatId, '')
  }

  /** A numbered event. A row that has missed one cannot count any more, and is told anew. */
  apply(event: ChatEvent) {
    const { chat_id, version } = event.change
    const chat = this.find(chat_id)
    if (chat && version > chat.version + 1) void this.#renew(chat_id).catch(() => undefined)
    else this.#change(chat_id, (chat) => after(chat, event, this.#me))
  }

  read(mark: Read) {
    this.#change(mark.chat_id, (chat) => read(chat, mark, this.#me))
  }

  update({ chat_id, ...fields }: { chat_id: string } & Partial<Chat>) {
    this.#change(chat_id, (chat) => ({ ...chat, ...fields }))
  }

  rename(user: User) {
    people.learn(user)
    for (const chat of this.#byId.values()) {
      if (chat.peer?.id === user.id) this.#byId.set(chat.id, renamed(chat, user))
    }
  }

  /** Something of mine waits to be sent there since then; null when it no longer does. */
  lift(chatId: string, since: string | null) {
    if (since === null) this.#lifts.delete(chatId)
    else this.#lifts.set(chatId, since)
  }

  clear() {
    this.#byId.clear()
    this.#lifts.clear()
    this.#asked.clear()
    this.#query = ''
    this.#loaded = false
    this.#failed = null
    this.#elsewhere = 0
    this.#cursor = null
    this.#complete = false
  }

  get #me() {
    return session.me?.id ?? ''
  }

  #change(chatId: string, change: (chat: Chat) => Chat) {
    const chat = this.find(chatId)
    if (chat) this.#byId.set(chatId, change(chat))
  }

  async #page(cursor: string | null) {
    if (this.#loading) return
    this.#loading = true
    this.#failed = null
    try {
      this.#take(await api.list(cursor))
    } catch (error) {
      if (!isAbort(error)) this.#failed = asApiError(error)
    } finally {
      this.#loading = false
    }
  }

  #take({ chats, next_cursor, unread_total }: ChatList) {
    for (const chat of chats) this.learn(chat)
    this.#loaded = true
    if (this.#complete) return
    this.#cursor = next_cursor
    this.#elsewhere = next_cursor === null ? 0 : Math.max(0, unread_total - this.#sum)
  }

  #renew(chatId: string): Promise<Chat> {
    const ask = () => api.get(chatId).then((chat) => this.learn(chat))
    const asked = this.#asked.get(chatId) ?? ask().finally(() => this.#asked.delete(chatId))
    this.#asked.set(chatId, asked)
    return asked
  }

  #filter(): readonly Chat[] {
    const query = fold(this.#query.trim())
    return query ? this.#items.filter((chat) => matches(chat, query)) : this.#items
  }

  #compare(a: Chat, b: Chat): number {
    if (a.pinned !== b.pinned) return a.pinned ? -1 : 1
    const [first, second] = [this.#activity(a), this.#activity(b)]
    if (first === second) return a.id < b.id ? 1 : -1
    return first < second ? 1 : -1
  }

  /** Moments on the wire are all written alike, so that text order is time order. */
  #activity(chat: Chat): string {
    // The open chat stays where it is while its draft is being written.
    const draft = chat.id === route.chatId ? '' : drafts.since(chat.id)
    const moments = [chat.updated_at, draft, this.#lifts.get(chat.id) ?? '']
    return moments.reduce((latest, moment) => (moment > latest ? moment : latest))
  }
}

export const chats = new Chats()

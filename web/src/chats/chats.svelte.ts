/** My chats: the list, its order, and what news makes of it. */
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { Chat } from '../contract/chat'
import type { ChatEvent, MembersChange, Read } from '../contract/events'
import type { User } from '../contract/user'
import { route } from '../core/router.svelte'
import { session } from '../core/session.svelte'
import { mend } from '../messages/mend'
import { people } from '../presence/people.svelte'
import { presence } from '../presence/presence.svelte'
import { api } from './api'
import { after, read, renamed, retake } from './changes'
import { drafts } from './drafts.svelte'
import { fold, matches } from './names'
import { latest, Order } from './order'
import { Pages } from './pages.svelte'
import { Rows } from './rows.svelte'

class Chats {
  readonly #rows = new Rows()
  readonly #lifts = new SvelteMap<string, string>()
  /** About to be parted with; out of sight until that is done, or regretted. */
  readonly #hidden = new SvelteSet<string>()
  readonly #asked = new Map<string, Promise<Chat>>()
  readonly #order = new Order()
  readonly #items = $derived(this.#order.arrange(this.#seen(), (chat) => this.#activity(chat)))
  readonly #found = $derived(this.#filter())
  readonly #sum = $derived(this.#items.reduce((sum, chat) => sum + chat.unread_count, 0))
  #query = $state('')
  readonly #pages = new Pages((chat) => this.learn(chat))

  /** Told of every row as it comes from the server. */
  onput: (chat: Chat) => void = () => undefined

  /** Pinned first, then by latest activity. */
  get items(): readonly Chat[] {
    return this.#items
  }

  get loaded() {
    return this.#pages.loaded
  }

  get failed() {
    return this.#pages.failed
  }

  get unreadTotal() {
    return this.#pages.unreadTotal ?? this.#sum
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
    return this.#rows.get(chatId)
  }

  /** The chat, asked for if it is not here; an ApiError when it is not mine. */
  require(chatId: string): Promise<Chat> {
    const held = this.find(chatId)
    return held ? Promise.resolve(held) : this.renew(chatId)
  }

  /** The chat as it is on the server now. */
  renew(chatId: string): Promise<Chat> {
    const ask = () => api.get(chatId).then((chat) => this.learn(chat))
    const asked = this.#asked.get(chatId) ?? ask().finally(() => this.#asked.delete(chatId))
    this.#asked.set(chatId, asked)
    return asked
  }

  /** The direct chat with this person, made if there is none. */
  async startWith(userId: string): Promise<Chat> {
    return this.learn(await api.open(userId))
  }

  /** The first page. Called again after an absence, it also tells anew who is online. */
  load() {
    return this.#pages.first()
  }

  retry() {
    return this.load()
  }

  /** The next page, unless the first sync has already brought all of them. */
  loadMore() {
    return this.#pages.next()
  }

  /** From now on every chat is here, and only changes are told. */
  complete() {
    this.#pages.complete()
  }

  /** A chat as the server answers it: with everybody's presence. */
  learn(chat: Chat): Chat {
    if (chat.peer) presence.learn(chat.peer)
    return this.put(chat)
  }

  /** A chat as an event shows it. */
  put(chat: Chat): Chat {
    const held = this.find(chat.id)
    const told = chat.last_message ? { ...chat, last_message: mend(chat.last_message) } : chat
    const fresh = held ? retake(held, told) : told
    if (chat.peer) people.learn(chat.peer)
    this.#rows.set(fresh)
    drafts.adopt(chat.id, chat.draft)
    this.onput(fresh)
    return fresh
  }

  remove(chatId: string) {
    this.#rows.delete(chatId)
    this.#hidden.delete(chatId)
    this.#lifts.delete(chatId)
    drafts.drop(chatId)
  }

  /** A numbered event. A row that has missed one cannot count any more, and is told anew. */
  apply(event: ChatEvent) {
    const { chat_id, version } = event.change
    const chat = this.find(chat_id)
    if (chat && version > chat.version + 1) void this.renew(chat_id).catch(() => undefined)
    else this.#change(chat_id, (chat) => after(chat, event, this.#me))
  }

  read(mark: Read) {
    this.#change(mark.chat_id, (chat) => read(chat, mark, this.#me))
  }

  update({ chat_id, ...fields }: { chat_id: string } & Partial<Chat>) {
    this.#change(chat_id, (chat) => ({ ...chat, ...fields }))
    if (fields.draft !== undefined) drafts.adopt(chat_id, fields.draft, true)
  }

  regroup({ chat_id, members_count, roles }: MembersChange) {
    this.#change(chat_id, (chat) => ({ ...chat, members_count, my_role: roles[this.#me] ?? chat.my_role }))
  }

  rename(user: User) {
    people.learn(user)
    for (const chat of this.#rows.values()) {
      if (chat.peer?.id === user.id) this.#rows.set(renamed(chat, user))
    }
  }

  hide(chatId: string) {
    this.#hidden.add(chatId)
  }

  show(chatId: string) {
    this.#hidden.delete(chatId)
  }

  /** Something of mine waits to be sent there since then; null when it no longer does. */
  lift(chatId: string, since: string | null) {
    if (since === null) this.#lifts.delete(chatId)
    else this.#lifts.set(chatId, since)
  }

  clear() {
    this.#rows.clear()
    this.#lifts.clear()
    this.#hidden.clear()
    this.#asked.clear()
    this.#query = ''
    this.#pages.clear()
  }

  get #me() {
    return session.me?.id ?? ''
  }

  #change(chatId: string, change: (chat: Chat) => Chat) {
    const chat = this.find(chatId)
    if (chat) this.#rows.set(change(chat))
  }

  #seen() {
    const rows = this.#rows.values()
    return this.#hidden.size ? [...rows].filter(({ id }) => !this.#hidden.has(id)) : rows
  }

  #filter(): readonly Chat[] {
    const query = fold(this.#query.trim())
    return query ? this.#items.filter((chat) => matches(chat, query)) : this.#items
  }

  #activity(chat: Chat): string {
    // The open chat stays where it is while its draft is being written.
    const draft = chat.id === route.chatId ? '' : drafts.since(chat.id)
    return latest(chat.updated_at, draft, this.#lifts.get(chat.id) ?? '')
  }
}

export const chats = new Chats()

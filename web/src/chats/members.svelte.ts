/** Who is in a group or a channel, as far as it was looked at, kept true by events. */
import { SvelteMap } from 'svelte/reactivity'
import type { Member } from '../contract/chat'
import type { MembersChange } from '../contract/events'
import type { User } from '../contract/user'
import { clock } from '../core/clock.svelte'
import { asApiError, isAbort, type ApiError } from '../core/errors'
import { people } from '../presence/people.svelte'
import { presence } from '../presence/presence.svelte'
import { api } from './api'

const RANK = { owner: 0, admin: 1, member: 2 }

/** The members of one chat. */
export class Circle {
  readonly #chatId: string
  readonly #byId = new SvelteMap<string, Member>()
  readonly #items = $derived([...this.#byId.values()].sort(byRank))
  #cursor = $state<string | null>(null)
  #loaded = $state(false)
  #failed = $state.raw<ApiError | null>(null)
  #loading: Promise<void> | null = null

  constructor(chatId: string) {
    this.#chatId = chatId
  }

  /** The owner, the admins, the others; each by name. */
  get items(): readonly Member[] {
    return this.#items
  }

  get loaded() {
    return this.#loaded
  }

  get hasMore() {
    return this.#cursor !== null
  }

  get failed() {
    return this.#failed
  }

  get online(): number {
    return this.#items.filter(({ user }) => presence.of(user.id).online).length
  }

  find(userId: string): Member | undefined {
    return this.#byId.get(userId)
  }

  /** The first page, unless it is here. */
  async load() {
    if (!this.#loaded) await this.loadMore()
  }

  loadMore(): Promise<void> {
    this.#loading ??= this.#load().finally(() => (this.#loading = null))
    return this.#loading
  }

  learn({ user, role, joined_at }: Member) {
    people.learn(user)
    presence.learn(user)
    this.#byId.set(user.id, { user, role, joined_at })
  }

  remove(userId: string) {
    this.#byId.delete(userId)
  }

  /** The one who was the owner. */
  demote(userId: string) {
    const member = this.#byId.get(userId)
    if (member) this.#byId.set(userId, { ...member, role: 'admin' })
  }

  apply({ added, removed, roles }: MembersChange) {
    for (const userId of removed) this.#byId.delete(userId)
    if (this.#loaded) for (const user of added) this.#welcome(user)
    for (const [userId, role] of Object.entries(roles)) {
      const member = this.#byId.get(userId)
      if (member) this.#byId.set(userId, { ...member, role })
    }
  }

  /** Nobody tells what happened here while we were away. */
  forget() {
    this.#byId.clear()
    this.#loaded = false
    this.#cursor = null
  }

  #welcome(user: User) {
    people.learn(user)
    this.#byId.set(user.id, { user, role: 'member', joined_at: today() })
  }

  async #load() {
    this.#failed = null
    try {
      const { members, next_cursor } = await api.members(this.#chatId, this.#cursor)
      for (const member of members) this.learn(member)
      this.#cursor = next_cursor
      this.#loaded = true
    } catch (error) {
      if (!isAbort(error)) this.#failed = asApiError(error)
    }
  }
}

const today = () => new Date(clock.now).toISOString()

function byRank(a: Member, b: Member): number {
  return RANK[a.role] - RANK[b.role] || a.user.display_name.localeCompare(b.user.display_name)
}

/** Whoever asks first may be an effect that ends before the circle does; what is derived in it must not end with that. */
function lasting(chatId: string): Circle {
  let circle!: Circle
  $effect.root(() => {
    circle = new Circle(chatId)
  })
  return circle
}

class Circles {
  readonly #byChat = new Map<string, Circle>()

  /** Always the same object for the same chat. */
  of(chatId: string): Circle {
    const circle = this.#byChat.get(chatId) ?? lasting(chatId)
    this.#byChat.set(chatId, circle)
    return circle
  }

  apply(change: MembersChange) {
    for (const user of change.added) people.learn(user)
    this.#byChat.get(change.chat_id)?.apply(change)
  }

  drop(chatId: string) {
    this.#byChat.delete(chatId)
  }

  /** After an absence: what is looked at is asked for anew. */
  renew() {
    for (const circle of this.#byChat.values()) {
      const wasLoaded = circle.loaded
      circle.forget()
      if (wasLoaded) void circle.load()
    }
  }

  clear() {
    this.#byChat.clear()
  }
}

export const members = new Circles()

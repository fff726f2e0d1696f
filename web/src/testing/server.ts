/** A server in memory at the far end of the network: just as much of the contract as the stories need. */
import { vi } from 'vitest'
import type { Chat, SyncAnswer, SyncRequest } from '../contract/chat'
import type { Draft, Message } from '../contract/message'
import type { Grant, User } from '../contract/user'
import { aborted, json, page, problem, type Problem } from './answers'
import { chatWith, gagarin, message, VOSTOK } from './cast'
import { deed, said } from './deeds'
import { Line } from './line'

export class Server {
  readonly chats = new Map<string, Chat>()
  readonly history = new Map<string, Message[]>()
  readonly calls: string[] = []
  /** The latest body of each call. */
  readonly bodies = new Map<string, unknown>()
  readonly said: { event: string; payload: Record<string, unknown> }[] = []
  isUp = true
  /** Whether events reach anybody; acks and answers always do. */
  isSpreading = true
  /** Whether messages are acknowledged; they arrive either way. */
  isAcknowledging = true
  /** Whether anything said over the line is answered. */
  isAnswering = true
  /** Unread messages in chats behind the first page. */
  unreadElsewhere = 0
  people: User[] = []
  tokens = 0
  /** Tokens with a lower number have run out. */
  oldest = 1
  expiresIn = 900
  /** Calls that get no answer. */
  readonly silent = new Set<string>()
  /** What happens after an answer was read and before it arrives. */
  readonly meanwhile = new Map<string, () => void>()
  /** Chats of which a sync says only that too much has happened. */
  readonly truncated = new Set<string>()
  /** What else is answered, by "METHOD path"; a function is told the body. */
  readonly answers = new Map<string, object | ((body: never) => object | null)>()
  /** Refusals by event or "METHOD path", each used once. */
  readonly refusals = new Map<string, Problem[]>()

  constructor() {
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => this.#fetch(path, init))
    Line.all.length = 0
    Line.farEnd = {
      accept: (token) => this.#accept(token),
      answer: (event, payload) => this.#answer(event, payload),
    }
  }

  get token() {
    return `token-${this.tokens}`
  }

  chat(peer: User, more: Partial<Chat> = {}): Chat {
    const chat = chatWith(peer, more)
    this.chats.set(chat.id, chat)
    this.history.set(chat.id, [])
    return chat
  }

  /** A chat that is not between two. */
  crowd(more: Partial<Chat> = {}): Chat {
    return this.chat(gagarin, { ...VOSTOK, ...more })
  }

  /** Somebody writes, and whoever is connected hears it. */
  write(
    chatId: string,
    sender: User,
    text: string,
    client_id: string | null = null,
    more: Partial<Message> = {},
  ): Message {
    const chat = this.#chat(chatId)
    const written = message(chatId, sender, chat.last_seq + 1, text, { client_id, version: chat.version + 1, ...more })
    this.history.get(chatId)?.push(written)
    const unread_count = chat.unread_count + (sender.id === gagarin.id ? 0 : 1)
    const { seq: last_seq, version, created_at: updated_at } = written
    this.chats.set(chatId, { ...chat, last_message: written, last_seq, version, updated_at, unread_count })
    if (this.isSpreading) Line.say('message:new', written)
    return written
  }

  /** Changes a message; what changed goes out as this event. */
  change(chatId: string, seq: number, event: string, change: Partial<Message>, about: object = {}): Message {
    const chat = this.#chat(chatId)
    const version = chat.version + 1
    const all = this.history.get(chatId) ?? []
    const at = all.findIndex((each) => each.seq === seq)
    const fresh = { ...all[at]!, ...change, version }
    all[at] = fresh
    this.chats.set(chatId, { ...chat, version, last_message: all.at(-1) ?? null })
    if (this.isSpreading) Line.say(event, { ...fresh, sender_id: fresh.sender.id, ...about })
    return fresh
  }

  /** Whichever chat it is in. */
  find(messageId: string): Message | undefined {
    return [...this.history.values()].flat().find(({ id }) => id === messageId)
  }

  refuse(what: string, refusal: Problem) {
    this.refusals.set(what, [...(this.refusals.get(what) ?? []), refusal])
  }

  goDown() {
    this.isUp = false
    Line.breakAll()
  }

  saidOf<Payload>(event: string): Payload[] {
    return this.said.filter((each) => each.event === event).map(({ payload }) => payload as Payload)
  }

  grant(): Grant {
    this.tokens += 1
    return { access_token: this.token, token_type: 'Bearer', expires_in: this.expiresIn, user: gagarin }
  }

  /** Every token given so far has run out. */
  expire() {
    this.oldest = this.tokens + 1
  }

  #isGood(token: string | null) {
    return Number(token?.split('-')[1] ?? 0) >= this.oldest
  }

  #unread() {
    return [...this.chats.values()].reduce((sum, chat) => sum + chat.unread_count, this.unreadElsewhere)
  }

  #chat(chatId: string): Chat {
    const chat = this.chats.get(chatId)
    if (!chat) throw new Error(`There is no ${chatId} in this story.`)
    return chat
  }

  #accept(token: string | null) {
    if (!this.isUp) return { message: 'websocket error' }
    return this.#isGood(token) ? null : { message: 'unauthorized', data: { code: 'token_expired' } }
  }

  #answer(event: string, payload: Record<string, unknown>): object | undefined {
    this.said.push({ event, payload })
    if (!this.isAnswering) return undefined
    const error = this.refusals.get(event)?.shift()
    if (error) return { ok: false, error }
    if (event === 'sync') return { ok: true, ...this.#sync(payload as unknown as SyncRequest) }
    if (event !== 'message:send') return { ok: true }
    const message = this.#send(payload as unknown as Draft)
    return this.isAcknowledging ? { ok: true, message } : undefined
  }

  #send(draft: Draft): Message {
    const known = this.history.get(draft.chat_id)?.find((each) => each.client_id === draft.client_id)
    return known ?? this.write(draft.chat_id, gagarin, draft.text ?? '', draft.client_id, said(this, draft))
  }

  #sync({ chats }: SyncRequest): SyncAnswer {
    const held = Object.entries(chats)
    const truncated = held.map(([id]) => id).filter((id) => this.truncated.has(id))
    const messages = held.flatMap(([id, version]) => this.#changed(id, version))
    const versions = Object.fromEntries(
      held.flatMap(([id]) => (this.chats.has(id) ? [[id, this.#chat(id).version]] : [])),
    )
    const gone = held.map(([id]) => id).filter((id) => !this.chats.has(id))
    const all = [...this.chats.values()]
    return { cursor: 'now', versions, chats: all, messages, truncated, gone, more: false }
  }

  #changed(chatId: string, version: number): Message[] {
    if (this.truncated.has(chatId)) return []
    const changed = this.history.get(chatId)?.filter((each) => each.version > version) ?? []
    return changed.sort((a, b) => a.version - b.version)
  }

  async #fetch(path: string, { method = 'GET', headers, body, signal }: RequestInit): Promise<Response> {
    const call = `${method} ${path}`
    this.calls.push(call)
    await (this.silent.has(call) ? aborted(signal) : Promise.resolve())
    signal?.throwIfAborted()
    if (!this.isUp) throw new TypeError('Failed to fetch')
    const refusal = this.refusals.get(call)?.shift() ?? this.#denied(path, new Headers(headers))
    if (refusal) return problem(refusal)
    const words =
      body instanceof FormData ? {} : (JSON.parse((body as string | undefined) ?? '{}') as Record<string, string>)
    this.bodies.set(call, words)
    const answer = json(this.#route(call, words))
    this.meanwhile.get(call)?.()
    return answer
  }

  #denied(path: string, headers: Headers) {
    const isPublic = /^\/api\/auth\/(login|register|refresh|send-code|verify-code|reset)$/.test(path)
    if (isPublic || this.#isGood(headers.get('authorization'))) return null
    return { status: 401, code: 'token_expired', detail: '' }
  }

  #route(call: string, body: Record<string, string>): object | null {
    const set = this.answers.get(call)
    if (set) return typeof set === 'function' ? (set as (body: object) => object | null)(body) : set
    const [, chatId, query] = /^GET \/api\/chats\/([^/?]+)(?:\/messages\?(.*))?$/.exec(call) ?? []
    if (query && chatId) return page(this.history.get(chatId) ?? [], new URLSearchParams(query))
    if (chatId) return this.#chat(chatId)
    if (/^POST \/api\/auth\/(login|register|refresh|verify-code|reset)$/.test(call)) return this.grant()
    if (call === 'POST /api/auth/send-code') return { expires_in: 600, retry_after: 60 }
    if (call.startsWith('GET /api/chats?'))
      return {
        chats: [...this.chats.values()],
        next_cursor: this.unreadElsewhere ? 'next' : null,
        unread_total: this.#unread(),
      }
    if (call === 'POST /api/chats') return this.#chat(`chat-${body.user_id ?? ''}`)
    if (call.startsWith('GET /api/users/')) return this.people.find(({ id }) => call.endsWith(`/${id}`)) ?? null
    if (call.startsWith('GET /api/users?')) return { users: this.people, next_cursor: null }
    if (call === 'PATCH /api/users/me') return { ...gagarin, ...body }
    return deed(this, call, body)
  }
}

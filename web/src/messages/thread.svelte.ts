/** One chat's messages: history, news in their order, and what I am about to say. */
import { chats } from '../chats/chats.svelte'
import { drafts } from '../chats/drafts.svelte'
import type { ApiError } from '../core/errors'
import { typing } from '../presence/typing.svelte'
import { Arrival } from './arrival.svelte'
import { behind, coming, type Bubble, type Saying } from './bubble'
import { left } from './composer/limit'
import { Deeds } from './deeds'
import { marks } from './marks'
import { News } from './news'
import { outbox } from './outbox'
import { Window } from './window.svelte'

export type { Bubble }

interface Surroundings {
  /** Something is missing that only a sync can bring. */
  ask: () => void
  /** Somebody looks at the history. */
  look: () => void
}

export class Messages {
  readonly chatId: string
  /** What happens to the chat comes through here, live or as an answer to our own calls. */
  readonly news: News
  /** What I do to messages that are there. */
  readonly deeds: Deeds
  readonly #onlook: () => void
  readonly #window: Window
  readonly #arrival: Arrival

  constructor(chatId: string, around: Surroundings) {
    this.chatId = chatId
    this.#onlook = around.look
    this.#window = new Window(chatId)
    this.#arrival = new Arrival(chatId)
    this.news = new News(chatId, this.#window, around.ask)
    this.deeds = new Deeds(this.#window, this.news)
  }

  get chat() {
    return chats.find(this.chatId)
  }

  /** By ascending `seq`, what is still on its way behind them. */
  get items(): readonly Bubble[] {
    const held = behind(this.#window.bubbles, this.#begins)
    const own = outbox.of(this.chatId)
    if (!own.length || !this.#window.isShown || this.hasMoreAfter) return held
    return [...held, ...coming(own, held)]
  }

  /** Nothing to show yet. */
  get loading() {
    return !this.#window.isShown && !this.failed
  }

  get loadingBefore() {
    return this.#window.isLoading('before')
  }

  get loadingAfter() {
    return this.#window.isLoading('after')
  }

  /** Why there is nothing to show. */
  get failed(): ApiError | null {
    return this.#arrival.refused ?? (this.#window.isShown ? null : this.#window.failed)
  }

  get hasMoreBefore() {
    return this.#window.hasMoreBefore && (this.#window.bubbles[0]?.seq ?? 0) > this.#begins
  }

  get hasMoreAfter() {
    return this.#window.hasMoreAfter
  }

  /** The first message that was new to me when I came in; it stays so until I leave or answer. */
  get unreadFrom(): number | null {
    return this.#arrival.unreadFrom(this.#window.bubbles)
  }

  get draft() {
    return drafts.of(this.chatId)
  }

  set draft(text: string) {
    drafts.write(this.chatId, text)
  }

  /** History is held here, so that a sync must bring what happened to it. */
  get isHeld() {
    return this.#window.isHeld
  }

  /** I open the chat: at a place, else at the first unread message, else where I was, else at the end. */
  enter(at: number | null = null) {
    return this.#arrival.enter(at, async (seq) => {
      if (seq !== null) await this.loadAround(seq)
      else if (!this.#window.isShown) await this.loadNewest()
    })
  }

  leave() {
    this.#arrival.forget()
    typing.hush()
  }

  loadBefore() {
    return this.#window.loadBefore()
  }

  loadAfter() {
    return this.#window.loadAfter()
  }

  loadAround(seq: number) {
    return this.#look(() => this.#window.showAround(seq))
  }

  loadNewest() {
    return this.#look(() => this.#window.showNewest())
  }

  /** What failed, once more. */
  reload() {
    return this.#arrival.refused ? this.enter() : this.#window.retry()
  }

  /** False when there is nothing to send, or too much. */
  send(saying: string | Saying): boolean {
    const said = typeof saying === 'string' ? { text: saying.trim() } : saying
    const isEmpty = !said.text && !said.attachments?.length
    if (isEmpty || left(said.text) < 0) return false
    outbox.add(this.chatId, said)
    typing.sent()
    this.draft = ''
    this.#arrival.forget()
    if (this.hasMoreAfter) void this.loadNewest()
    return true
  }

  retry(key: string) {
    outbox.retry(key)
  }

  discard(key: string) {
    outbox.discard(key)
  }

  /** A file of mine on its way stays here after all. */
  leaveOut(key: string, attachmentId: string) {
    outbox.leaveOut(key, attachmentId)
  }

  /** I have seen everything up to here. */
  markRead(seq: number) {
    marks.move(this.chatId, seq)
  }

  /** I am writing; to be called at every change of the text. */
  typing() {
    typing.say(this.chatId)
  }

  /** The field was left. */
  blur() {
    typing.hush()
  }

  stateOf({ state, mine, seq }: Bubble): 'sending' | 'sent' | 'read' | 'failed' {
    if (state !== 'sent' || !mine) return state
    return seq > 0 && seq <= (this.chat?.peer_read_seq ?? 0) ? 'read' : 'sent'
  }

  /** Lets go of the history; it can be fetched again. */
  release() {
    this.#window.clear()
    this.news.follow()
  }

  close() {
    this.news.close()
  }

  /** What I see begins behind this place. */
  get #begins() {
    return this.chat?.visible_after ?? 0
  }

  async #look(show: () => Promise<void>) {
    this.news.follow()
    this.#onlook()
    await show()
    this.news.follow()
  }
}

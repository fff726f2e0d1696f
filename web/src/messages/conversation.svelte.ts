/** One stay in one chat: what is looked at, what is being written, and what is done to which message. */
import { tick } from 'svelte'
import { session } from '../core/session.svelte'
import { route } from '../core/router.svelte'
import { m } from '../paraglide/messages'
import { attempt } from '../ui/attempt'
import { confirm } from '../ui/confirm.svelte'
import { toasts } from '../ui/toasts.svelte'
import { complaint } from '../ui/words'
import type { Bubble } from './bubble'
import { writings, type Writing } from './composer/writing.svelte'
import { nextMention } from './feed/mentions'
import { Visit } from './feed/visit.svelte'
import { firstOf } from './dates/days'
import { canReply } from './rights'
import { Later } from './scheduled/later.svelte'
import { Selection } from './selection/selection.svelte'
import type { Talk } from './talk'
import type { Messages } from './thread.svelte'

/** Where a menu was asked for, and over which message. */
export interface Asked {
  message: Bubble
  at: { x: number; y: number }
  from: HTMLElement
}

/** What more there is to know about a message: who has read it, or how it read before. */
export interface Look {
  at: 'audience' | 'wordings'
  message: Bubble
}

export class Conversation implements Talk {
  readonly thread: Messages
  readonly visit: Visit
  readonly writing: Writing
  readonly selection: Selection
  readonly later: Later
  #asked = $state.raw<Asked | null>(null)
  #passed = $state.raw<readonly Bubble[]>([])
  #looked = $state.raw<Look | null>(null)
  #dating = $state.raw<Date | null>(null)

  constructor(thread: Messages) {
    this.thread = thread
    this.visit = new Visit(thread)
    this.writing = writings.of(thread)
    this.later = new Later(thread, this.writing)
    this.selection = new Selection(() => thread.items)
  }

  get isGroup() {
    const type = this.thread.chat?.type
    return type === 'group' || type === 'channel'
  }

  /** Whose menu is open. */
  get asked() {
    return this.#asked
  }

  ask(asked: Asked | null) {
    this.#asked = asked
  }

  /** Sends what is written, and shows it. */
  async send(silent = false) {
    const wasEdit = this.writing.edited !== null
    if (!this.writing.send(silent) || wasEdit) return
    if (this.thread.hasMoreAfter) await this.thread.loadNewest()
    await tick()
    this.visit.scroll.stickToEnd()
  }

  /** What is about to be forwarded. */
  get passed() {
    return this.#passed
  }

  pass(messages: readonly Bubble[]) {
    this.#passed = messages
  }

  /** Of which message somebody wants to know more. */
  get looked() {
    return this.#looked
  }

  look(looked: Look | null) {
    this.#looked = looked
  }

  /** From which day another one is being looked for. */
  get dating() {
    return this.#dating
  }

  date(from: Date | null) {
    this.#dating = from
  }

  async goToDay(day: Date) {
    const found = firstOf(this.thread.chatId, day)
    if (!(await attempt(found))) return
    const seq = await found
    if (seq !== null) await this.visit.goTo(seq, true)
  }

  remove(messages: readonly Bubble[]) {
    confirm.ask({
      title: m.delete_messages({ count: messages.length }),
      text: this.thread.chat?.type === 'saved' ? m.delete_saved_text() : m.delete_messages_text(),
      action: m.delete_message(),
      run: () => {
        this.thread.deeds.remove(messages)
        this.selection.clear()
        return Promise.resolve()
      },
    })
  }

  readonly jump = (seq: number) => void this.visit.goTo(seq, true)

  readonly react = (message: Bubble, emoji: string) => void this.thread.deeds.react(message, emoji)

  readonly answer = (message: Bubble) => {
    const { chat } = this.thread
    if (chat && canReply(message, chat) && !this.selection.active) this.writing.answer(message)
  }

  /** To the next place where I am called and have not read it. */
  async goToMention() {
    const { chat } = this.thread
    const seq = chat && (await nextMention(chat.id, chat.last_read_seq, session.me?.id ?? ''))
    if (seq) await this.visit.goTo(seq)
    // Nothing to be found there, such as when it was deleted: the way down is to the unread.
    else await this.visit.goToLatest()
  }

  readonly leaveOut = (message: Bubble, attachmentId: string) => this.thread.leaveOut(message.key, attachmentId)

  readonly retry = (message: Bubble) => this.thread.retry(message.key)

  readonly discard = (message: Bubble) => this.thread.discard(message.key)

  /** The address of a message, for whoever may see it. */
  addressOf({ chat_id, seq }: Bubble) {
    return location.origin + route.path(chat_id, seq)
  }

  attach(files: Iterable<File>) {
    void this.writing.attach([...files]).then((refused) => {
      for (const { name, code } of refused) toasts.error(`${name}: ${complaint(code)}`)
    })
  }
}

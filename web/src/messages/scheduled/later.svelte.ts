/** Sending otherwise than at once and aloud: the menu of the button, when a message is to leave, and what waits. */
import type { Scheduled } from '../../contract/message'
import { m } from '../../paraglide/messages'
import { attempt } from '../../ui/attempt'
import { whenComes } from '../../ui/time'
import { toasts } from '../../ui/toasts.svelte'
import { quoteOf } from '../bubble'
import type { Writing } from '../composer/writing.svelte'
import type { Messages } from '../thread.svelte'
import { parse } from '../words/markup'
import { schedule, type Waiting } from './scheduled.svelte'

export interface Menu {
  at: { x: number; y: number }
  from: HTMLElement
}

/** For which message a time is chosen: what is being written, or one that waits. */
type Subject = 'written' | Scheduled

export class Later {
  readonly waiting: Waiting
  readonly #thread: Messages
  readonly #writing: Writing
  #menu = $state.raw<Menu | null>(null)
  #subject = $state.raw<Subject | null>(null)
  #listed = $state(false)

  constructor(thread: Messages, writing: Writing) {
    this.#thread = thread
    this.#writing = writing
    this.waiting = schedule.of(thread.chatId)
  }

  get menu() {
    return this.#menu
  }

  ask(menu: Menu | null) {
    this.#menu = menu
  }

  get subject() {
    return this.#subject
  }

  /** A time is to be chosen. */
  choose(subject: Subject | null) {
    this.#subject = subject
  }

  /** What waits is shown. */
  get listed() {
    return this.#listed
  }

  list(listed: boolean) {
    this.#listed = listed
    if (listed) void this.waiting.load()
  }

  /** True when it waits now. */
  async putOff(sendAt: Date, text: string): Promise<boolean> {
    const subject = this.#subject
    if (!subject) return false
    const done = await attempt(subject === 'written' ? this.#begin(sendAt) : this.#change(subject, sendAt, text))
    if (!done) return false
    this.choose(null)
    toasts.done(m.will_be_sent({ when: whenComes(sendAt) }), { text: m.show(), run: () => this.list(true) })
    return true
  }

  async sendNow(letter: Scheduled) {
    const parent = this.#thread.items.find(({ id }) => id === letter.reply_to_id)
    await attempt(this.waiting.sendNow(letter, parent ? quoteOf(parent) : null))
  }

  async cancel(letter: Scheduled) {
    await attempt(this.waiting.cancel(letter))
  }

  async #begin(sendAt: Date) {
    await this.#writing.putOff((saying) => this.waiting.add(saying, sendAt))
  }

  async #change(letter: Scheduled, sendAt: Date, text: string) {
    const { text: words, entities } = parse(text.trim())
    await this.waiting.change(letter, { text: words, entities }, sendAt)
  }
}

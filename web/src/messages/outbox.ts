/**
 * What I have sent and the server has not acknowledged. It is kept on the device until then, leaves in the order in which
 * it was written, and carries the same client id however often it is tried, so that it arrives once.
 */
import type { Draft, Message } from '../contract/message'
import type { Me } from '../contract/user'
import { asApiError, isPassing, type ApiError } from '../core/errors'
import { Patience, pause } from '../core/patience'
import { socket } from '../core/socket'
import { uploads } from '../uploads/uploads.svelte'
import { mark, type Bubble, type Saying } from './bubble'
import { carry } from './freight'
import { mend } from './mend'
import { Unsent } from './unsent.svelte'

/** The server's own: five messages a second, and a little air. */
const PACE = 250

class Outbox {
  readonly #unsent = new Unsent()
  #sending: string | null = null
  /** After a "slow down" each message waits this long, or the queue would earn itself another one with every message. */
  #pace = 0
  readonly #patience = new Patience()

  /** Told of every message the server has acknowledged. */
  onsent: (message: Message) => void = () => undefined
  /** Told again and again while files are on their way to a chat. */
  onloading: (chatId: string) => void = () => undefined

  of(chatId: string): readonly Bubble[] {
    return this.#unsent.of(chatId)
  }

  newest(chatId: string): Bubble | null {
    return this.#unsent.newest(chatId)
  }

  add(chatId: string, saying: Saying) {
    const entry = this.#unsent.add(chatId, saying)
    if (entry) void this.#load(entry)
  }

  /** Sends what waits, one after the other, as long as the line is open. */
  async flush() {
    if (this.#sending) return
    for (let next = this.#unsent.next(); next && socket.isOpen; next = this.#unsent.next()) {
      this.#sending = next.key
      if (this.#pace) await pause(this.#pace)
      await this.#send(next)
      this.#sending = null
    }
    if (!this.#unsent.next()) this.#pace = 0
  }

  retry(key: string) {
    const entry = this.#unsent.change(key, { state: 'sending', error: null })
    if (entry) void this.#load(entry)
  }

  /** Gives one up, unless it is on its way at this moment. */
  discard(key: string) {
    if (key === this.#sending) return
    for (const { id } of this.#unsent.find(key)?.attachments ?? []) uploads.giveUp(id)
    this.delivered(key)
  }

  /** Goes without this file, or not at all when it was the last one. */
  leaveOut(key: string, attachmentId: string) {
    uploads.giveUp(attachmentId)
    const attachments = this.#unsent.find(key)?.attachments.filter(({ id }) => id !== attachmentId) ?? []
    if (attachments.length) this.#unsent.change(key, { attachments })
    else this.discard(key)
  }

  /** The chat holds it now. */
  delivered(key: string) {
    this.#unsent.remove(key)
  }

  /** The chat is known up to this version, and with it every message acknowledged with a lower one. */
  settle(chatId: string, version: number) {
    const settled = this.of(chatId).filter((entry) => entry.state === 'sent' && entry.version <= version)
    for (const { key } of settled) this.delivered(key)
  }

  /** Everything this person left unsent on this device. */
  restore(me: Me) {
    this.#unsent.restore(me)
  }

  /** With `forget` the unsent is also gone from the device. */
  clear(forget = false) {
    this.#unsent.clear(forget)
    this.#pace = 0
  }

  /** Its files go first. */
  async #load(entry: Bubble) {
    const { key, chat_id } = entry
    try {
      await carry(
        entry,
        (id, loaded) => this.#exchange(key, id, loaded),
        () => this.onloading(chat_id),
      )
      void this.flush()
    } catch (error) {
      this.#unsent.change(key, { state: 'failed', error: asApiError(error).code })
    }
  }

  #exchange(key: string, id: string, loaded: Bubble['attachments'][number]) {
    const attachments = this.#unsent.find(key)?.attachments.map((each) => (each.id === id ? loaded : each))
    if (attachments) this.#unsent.change(key, { attachments })
  }

  async #send(entry: Bubble) {
    const { key } = entry
    try {
      const { message } = await socket.request('message:send', draftOf(entry))
      this.#patience.reset()
      this.#unsent.entrust(key)
      this.#unsent.change(key, { state: 'sent', version: message.version }, false)
      this.onsent(mend(message))
    } catch (error) {
      await this.#refused(entry, asApiError(error))
    }
  }

  async #refused({ key }: Bubble, error: ApiError) {
    if (!isPassing(error)) this.#unsent.change(key, { state: 'failed', error: error.code })
    else if (error.code === 'slow_down') this.#pace = Math.max(PACE, (error.retryAfter ?? 0) * 1000)
    // A broken line is not waited for here: when there is a new one, somebody calls `flush`.
    else if (socket.isOpen) await pause(this.#patience.next(error.retryAfter))
  }
}

function draftOf({ key: client_id, chat_id, text, ...rest }: Bubble): Draft {
  const draft: Draft = { chat_id, client_id, text }
  if (rest.entities.length) draft.entities = rest.entities.map(mark)
  if (rest.sticker_id) draft.sticker_id = rest.sticker_id
  else if (rest.attachments.length) draft.attachment_ids = rest.attachments.map(({ id }) => id)
  if (rest.reply_to) draft.reply_to_id = rest.reply_to.id
  if (rest.silent) draft.silent = true
  return draft
}

export const outbox = new Outbox()

/**
 * What I have sent and the server has not acknowledged. It is kept on the device until then, leaves in the order in which
 * it was written, and carries the same client id however often it is tried, so that it arrives once.
 */
import type { Draft, Message } from '../contract/message'
import type { Me } from '../contract/user'
import { chats } from '../chats/chats.svelte'
import { asApiError, isAbort, isPassing, type ApiError } from '../core/errors'
import { each, remember, revive } from '../core/memory'
import { Patience, pause } from '../core/patience'
import { socket } from '../core/socket'
import { uploads } from '../uploads/uploads.svelte'
import { mark, pending, type Bubble, type Saying } from './bubble'

/** The server's own: five messages a second, and a little air. */
const PACE = 250
/** While files are on their way, others are told about as often as they would be of typing. */
const OFTEN = 3_000

type Stored = Pick<Bubble, 'key' | 'chat_id' | 'created_at' | 'state' | 'error'> & { saying: Saying }

class Outbox {
  #entries = $state.raw<readonly Bubble[]>([])
  #me: Me | null = null
  #sending: string | null = null
  /** After a "slow down" each message waits this long, or the queue would earn itself another one with every message. */
  #pace = 0
  #latest = 0
  readonly #patience = new Patience()

  /** Told of every message the server has acknowledged. */
  onsent: (message: Message) => void = () => undefined
  /** Told again and again while files are on their way to a chat. */
  onloading: (chatId: string) => void = () => undefined

  of(chatId: string): readonly Bubble[] {
    return this.#entries.filter((entry) => entry.chat_id === chatId)
  }

  newest(chatId: string): Bubble | null {
    return this.#entries.findLast((entry) => entry.chat_id === chatId) ?? null
  }

  add(chatId: string, saying: Saying) {
    if (!this.#me) return
    const entry = pending(chatId, crypto.randomUUID(), saying, this.#moment(), this.#me)
    this.#keep(entry)
    this.#entries = [...this.#entries, entry]
    void this.#load(entry)
  }

  /** Sends what waits, one after the other, as long as the line is open. */
  async flush() {
    if (this.#sending) return
    for (let next = this.#next(); next && socket.isOpen; next = this.#next()) {
      this.#sending = next.key
      if (this.#pace) await pause(this.#pace)
      await this.#send(next)
      this.#sending = null
    }
    if (!this.#next()) this.#pace = 0
  }

  retry(key: string) {
    const entry = this.#change(key, { state: 'sending', error: null })
    if (entry) void this.#load(entry)
  }

  /** Gives one up, unless it is on its way at this moment. */
  discard(key: string) {
    if (key === this.#sending) return
    for (const { id } of this.#find(key)?.attachments ?? []) uploads.giveUp(id)
    this.delivered(key)
  }

  /** Goes without this file, or not at all when it was the last one. */
  leaveOut(key: string, attachmentId: string) {
    uploads.giveUp(attachmentId)
    const attachments = this.#find(key)?.attachments.filter(({ id }) => id !== attachmentId) ?? []
    if (attachments.length) this.#change(key, { attachments })
    else this.discard(key)
  }

  /** The chat holds it now. */
  delivered(key: string) {
    const entry = this.#find(key)
    if (!entry) return
    this.#entries = this.#entries.filter((each) => each !== entry)
    remember(this.#place(key), null)
    chats.lift(entry.chat_id, this.newest(entry.chat_id)?.created_at ?? null)
  }

  /** The chat is known up to this version, and with it every message acknowledged with a lower one. */
  settle(chatId: string, version: number) {
    const settled = this.of(chatId).filter((entry) => entry.state === 'sent' && entry.version <= version)
    for (const { key } of settled) this.delivered(key)
  }

  /** Everything this person left unsent on this device. */
  restore(me: Me) {
    this.#me = me
    const stored = each(this.#place('')).flatMap((key) => (revive(key) as Stored | null) ?? [])
    const entries = stored.map(({ saying, ...kept }) => ({
      ...pending(kept.chat_id, kept.key, saying, kept.created_at, me),
      ...kept,
    }))
    this.#entries = entries.sort((a, b) => (a.created_at < b.created_at ? -1 : 1))
    for (const entry of this.#entries) chats.lift(entry.chat_id, entry.created_at)
  }

  /** With `forget` the unsent is also gone from the device. */
  clear(forget = false) {
    if (forget) for (const key of each(this.#place(''))) remember(key, null)
    this.#entries = []
    this.#me = null
    this.#pace = 0
  }

  /** Those whose files are still on their way let the others pass. */
  #next() {
    return this.#entries.find((entry) => entry.state === 'sending' && !isLoading(entry))
  }

  #find(key: string) {
    return this.#entries.find((entry) => entry.key === key)
  }

  /** Its files go first. */
  async #load(entry: Bubble) {
    const { key, chat_id } = entry
    const tell = isLoading(entry) ? setInterval(() => this.onloading(chat_id), OFTEN) : undefined
    if (tell) this.onloading(chat_id)
    try {
      await this.#carry(entry)
      void this.flush()
    } catch (error) {
      this.#change(key, { state: 'failed', error: asApiError(error).code })
    } finally {
      clearInterval(tell)
    }
  }

  async #carry({ key, attachments }: Bubble) {
    for (const { id } of attachments) {
      const upload = uploads.find(id)
      try {
        if (upload) this.#exchange(key, id, await uploads.carry(upload))
      } catch (error) {
        if (!isAbort(error)) throw error
      }
    }
  }

  #exchange(key: string, id: string, loaded: Bubble['attachments'][number]) {
    const attachments = this.#find(key)?.attachments.map((each) => (each.id === id ? loaded : each))
    if (attachments) this.#change(key, { attachments })
  }

  async #send(entry: Bubble) {
    const { key: client_id } = entry
    try {
      const { message } = await socket.request('message:send', draftOf(entry))
      this.#patience.reset()
      // From here on it is the server's: it stays on the screen, but is not kept on the device.
      remember(this.#place(client_id), null)
      this.#change(client_id, { state: 'sent', version: message.version }, false)
      this.onsent(message)
    } catch (error) {
      await this.#refused(entry, asApiError(error))
    }
  }

  async #refused({ key }: Bubble, error: ApiError) {
    if (!isPassing(error)) this.#change(key, { state: 'failed', error: error.code })
    else if (error.code === 'slow_down') this.#pace = Math.max(PACE, (error.retryAfter ?? 0) * 1000)
    // A broken line is not waited for here: when there is a new one, somebody calls `flush`.
    else if (socket.isOpen) await pause(this.#patience.next(error.retryAfter))
  }

  #change(key: string, change: Partial<Bubble>, keep = true) {
    const entry = this.#find(key)
    if (!entry) return
    const fresh = { ...entry, ...change }
    this.#entries = this.#entries.map((each) => (each === entry ? fresh : each))
    if (keep) this.#keep(fresh)
    return fresh
  }

  #keep(entry: Bubble) {
    // A file that has not reached the server does not survive the page, and nor does what was to be said with it.
    if (!isLoading(entry)) remember(this.#place(entry.key), JSON.stringify(stored(entry)))
    chats.lift(entry.chat_id, entry.created_at)
  }

  #place(key: string) {
    return `kocmoc.outbox.${this.#me?.id ?? ''}.${key}`
  }

  /** Now, but later than the one before: the order on the device is the order of writing. */
  #moment() {
    this.#latest = Math.max(Date.now(), this.#latest + 1)
    return new Date(this.#latest).toISOString()
  }
}

const isLoading = ({ attachments }: Bubble) => attachments.some(({ id }) => uploads.find(id))

function draftOf({ key: client_id, chat_id, text, ...rest }: Bubble): Draft {
  const draft: Draft = { chat_id, client_id, text }
  if (rest.entities.length) draft.entities = rest.entities.map(mark)
  if (rest.sticker_id) draft.sticker_id = rest.sticker_id
  else if (rest.attachments.length) draft.attachment_ids = rest.attachments.map(({ id }) => id)
  if (rest.reply_to) draft.reply_to_id = rest.reply_to.id
  if (rest.silent) draft.silent = true
  return draft
}

function stored({ key, chat_id, created_at, state, error, ...rest }: Bubble): Stored {
  const { text, entities, attachments, reply_to: reply, silent, sticker_id } = rest
  return { key, chat_id, created_at, state, error, saying: { text, entities, attachments, reply, silent, sticker_id } }
}

export const outbox = new Outbox()

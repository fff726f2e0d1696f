/** What I have written and the server is to send later, by chat; the soonest first. */
import type { Entity, Mark, Message, Scheduled } from '../../contract/message'
import { asApiError, isAbort, type ApiError } from '../../core/errors'
import { session } from '../../core/session.svelte'
import { api } from '../api'
import { mark, type Saying } from '../bubble'
import { carried } from '../freight'
import { outbox } from '../outbox'

/** Not asked for more often: no event tells what another device of mine does with it. */
const PAUSE = 5_000

type Wording = Pick<Scheduled, 'text'> & { entities: readonly Mark[] }

export class Waiting {
  readonly #chatId: string
  #items = $state.raw<readonly Scheduled[]>([])
  #loaded = $state(false)
  #failed = $state.raw<ApiError | null>(null)
  #askedAt = -Infinity
  #renewal: ReturnType<typeof setTimeout> | undefined

  constructor(chatId: string) {
    this.#chatId = chatId
  }

  get items() {
    return this.#items
  }

  get loaded() {
    return this.#loaded
  }

  get failed() {
    return this.#failed
  }

  async load() {
    this.#failed = null
    this.#askedAt = Date.now()
    try {
      const { scheduled } = await api.scheduled(this.#chatId)
      this.#items = scheduled
      this.#loaded = true
    } catch (error) {
      if (!isAbort(error)) this.#failed = asApiError(error)
    }
  }

  /** Another device may have changed it: asks again, soon. */
  renew() {
    this.#renewal ??= setTimeout(
      () => {
        this.#renewal = undefined
        void this.load()
      },
      Math.max(0, this.#askedAt + PAUSE - Date.now()),
    )
  }

  /** Nobody is interested any more. */
  forget() {
    clearTimeout(this.#renewal)
    this.#renewal = undefined
  }

  /** Its files go first. An ApiError says why it cannot wait there. */
  async add({ text, entities = [], attachments = [], reply, silent }: Saying, sendAt: Date) {
    const files = await carried(attachments)
    await this.#post(
      { text, entities, attachments: files, reply_to_id: reply?.id ?? null, silent: silent ?? false },
      sendAt,
    )
  }

  /** The new one first: whatever happens between, nothing is lost. */
  async change(letter: Scheduled, { text, entities }: Wording, sendAt: Date) {
    const fresh = await this.#post({ ...letter, text, entities }, sendAt)
    try {
      await this.cancel(letter)
    } catch (error) {
      await this.cancel(fresh)
      throw error
    }
  }

  async cancel({ id }: Scheduled) {
    await api.unschedule(this.#chatId, id)
    this.#remove(id)
  }

  /** It does not wait any longer; that it is not said twice, it is first taken from where it waits. */
  async sendNow(letter: Scheduled, reply: Saying['reply']) {
    await this.cancel(letter)
    const { text, attachments, silent } = letter
    outbox.add(this.#chatId, { text, entities: letter.entities.map(mark), attachments, reply, silent })
  }

  /** I have said something; perhaps one of these, or one that another device has sent ahead of its time. */
  said(clientId: string) {
    const said = this.#items.find(({ client_id }) => client_id === clientId)
    if (said) this.#remove(said.id)
    else if (this.#items.length) this.renew()
  }

  async #post(draft: Wording & Pick<Scheduled, 'attachments' | 'reply_to_id' | 'silent'>, sendAt: Date) {
    const { text, entities, attachments, reply_to_id, silent } = draft
    const waits = await api.schedule(this.#chatId, {
      client_id: crypto.randomUUID(),
      text,
      ...(entities.length && { entities: entities.map((each) => mark(each as Entity)) }),
      ...(attachments.length && { attachment_ids: attachments.map(({ id }) => id) }),
      ...(reply_to_id && { reply_to_id }),
      ...(silent && { silent }),
      send_at: sendAt.toISOString(),
    })
    this.#items = [...this.#items, waits].sort((a, b) => (a.send_at < b.send_at ? -1 : 1))
    return waits
  }

  #remove(id: string) {
    this.#items = this.#items.filter((each) => each.id !== id)
  }
}

class Schedule {
  readonly #byChat = new Map<string, Waiting>()

  of(chatId: string): Waiting {
    const waiting = this.#byChat.get(chatId) ?? new Waiting(chatId)
    this.#byChat.set(chatId, waiting)
    return waiting
  }

  /** Somebody has said something; perhaps it was I, some time ago. */
  said({ chat_id, client_id, sender }: Pick<Message, 'chat_id' | 'client_id' | 'sender'>) {
    if (client_id && sender.id === session.me?.id) this.#byChat.get(chat_id)?.said(client_id)
  }

  /** The chat is gone. */
  drop(chatId: string) {
    this.#byChat.get(chatId)?.forget()
    this.#byChat.delete(chatId)
  }

  /** After an absence: some may have left meanwhile. */
  renew() {
    for (const waiting of this.#byChat.values()) if (waiting.loaded) void waiting.load()
  }

  clear() {
    for (const waiting of this.#byChat.values()) waiting.forget()
    this.#byChat.clear()
  }
}

export const schedule = new Schedule()

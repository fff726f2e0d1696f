/** What waits to be acknowledged, in the order of writing: on the screen, and on the device until the server has it. */
import type { Me } from '../contract/user'
import { chats } from '../chats/chats.svelte'
import { each, remember, revive } from '../core/memory'
import { pending, type Bubble, type Saying } from './bubble'
import { isLoading } from './freight'

type Stored = Pick<Bubble, 'key' | 'chat_id' | 'created_at' | 'state' | 'error'> & { saying: Saying }

export class Unsent {
  #entries = $state.raw<readonly Bubble[]>([])
  #me: Me | null = null
  #latest = 0

  of(chatId: string): readonly Bubble[] {
    return this.#entries.filter((entry) => entry.chat_id === chatId)
  }

  newest(chatId: string): Bubble | null {
    return this.#entries.findLast((entry) => entry.chat_id === chatId) ?? null
  }

  find(key: string) {
    return this.#entries.find((entry) => entry.key === key)
  }

  /** Those whose files are still on their way let the others pass. */
  next() {
    return this.#entries.find((entry) => entry.state === 'sending' && !isLoading(entry))
  }

  /** Null while nobody is signed in. */
  add(chatId: string, saying: Saying): Bubble | null {
    if (!this.#me) return null
    const entry = pending(chatId, crypto.randomUUID(), saying, this.#moment(), this.#me)
    this.#keep(entry)
    this.#entries = [...this.#entries, entry]
    return entry
  }

  change(key: string, change: Partial<Bubble>, keep = true) {
    const entry = this.find(key)
    if (!entry) return
    const fresh = { ...entry, ...change }
    this.#entries = this.#entries.map((each) => (each === entry ? fresh : each))
    if (keep) this.#keep(fresh)
    return fresh
  }

  /** The device need not keep it any more; it stays on the screen. */
  entrust(key: string) {
    remember(this.#place(key), null)
  }

  remove(key: string) {
    const entry = this.find(key)
    if (!entry) return
    this.#entries = this.#entries.filter((each) => each !== entry)
    this.entrust(key)
    chats.lift(entry.chat_id, this.newest(entry.chat_id)?.created_at ?? null)
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
  clear(forget: boolean) {
    if (forget) for (const key of each(this.#place(''))) remember(key, null)
    this.#entries = []
    this.#me = null
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
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody watches it.
    return new Date(this.#latest).toISOString()
  }
}

function stored({ key, chat_id, created_at, state, error, ...rest }: Bubble): Stored {
  const { text, entities, attachments, reply_to: reply, silent, sticker_id } = rest
  return { key, chat_id, created_at, state, error, saying: { text, entities, attachments, reply, silent, sticker_id } }
}

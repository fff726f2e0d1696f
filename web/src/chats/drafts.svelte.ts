/**
 * Texts begun and not sent, one for each chat: at once on this device, a moment later in the profile, and so on every
 * other device. What is being typed here is never overwritten by what comes from there.
 */
import { SvelteMap } from 'svelte/reactivity'
import { each, remember, revive } from '../core/memory'
import { api } from './api'

interface Draft {
  text: string
  /** When it was begun: a chat with a draft stands where a message of that time would put it. */
  since: string
  /** The server has it. */
  kept?: boolean
}

/** The text rests for so long before it is told. */
const REST = 1_200

class Drafts {
  readonly #byChat = new SvelteMap<string, Draft>()
  /** Written here and not told yet. */
  readonly #untold = new Map<string, ReturnType<typeof setTimeout> | undefined>()
  #prefix = ''

  constructor() {
    addEventListener('storage', ({ key }) => {
      if (this.#prefix && key?.startsWith(this.#prefix)) this.#read(key)
    })
  }

  of(chatId: string): string {
    return this.#byChat.get(chatId)?.text ?? ''
  }

  since(chatId: string): string {
    return this.#byChat.get(chatId)?.since ?? ''
  }

  write(chatId: string, text: string) {
    if (text === this.of(chatId)) return
    this.#put(chatId, { text, since: this.since(chatId) || new Date().toISOString() })
    clearTimeout(this.#untold.get(chatId))
    this.#untold.set(
      chatId,
      setTimeout(() => void this.#tell(chatId), REST),
    )
  }

  /** What the server has; `live` when it has just been written on another device. */
  adopt(chatId: string, text: string | null, live = false) {
    if (this.#untold.has(chatId) || (text ?? '') === this.of(chatId)) return
    this.#put(chatId, { text: text ?? '', since: live ? new Date().toISOString() : this.since(chatId), kept: true })
  }

  /** The chat is gone, and what was begun there with it. */
  drop(chatId: string) {
    clearTimeout(this.#untold.get(chatId))
    this.#untold.delete(chatId)
    this.#put(chatId, { text: '', since: '' })
  }

  /** The line is open, or soon will not be: whatever is not told yet is told now. */
  async flush() {
    await Promise.all([...this.#untold.keys()].map((chatId) => this.#tell(chatId)))
  }

  /** Those this person left here. */
  restore(userId: string) {
    this.#prefix = `kocmoc.draft.${userId}.`
    for (const key of each(this.#prefix)) {
      const draft = this.#read(key)
      if (draft && !draft.kept) this.#untold.set(key.slice(this.#prefix.length), undefined)
    }
  }

  /** With `forget` they are also gone from the device. */
  clear(forget = false) {
    if (forget) for (const key of each(this.#prefix)) remember(key, null)
    for (const timer of this.#untold.values()) clearTimeout(timer)
    this.#untold.clear()
    this.#byChat.clear()
    this.#prefix = ''
  }

  async #tell(chatId: string) {
    clearTimeout(this.#untold.get(chatId))
    const text = this.of(chatId)
    try {
      await api.set(chatId, { draft: text.trim() ? text : null })
    } catch {
      // It stays here, untold, and is told when the line is open again.
      return
    }
    if (this.of(chatId) !== text) return
    this.#untold.delete(chatId)
    this.#put(chatId, { text, since: this.since(chatId), kept: true })
  }

  #put(chatId: string, told: Draft) {
    const draft = told.text.trim() ? told : null
    remember(this.#prefix + chatId, draft && JSON.stringify(draft))
    if (draft) this.#byChat.set(chatId, draft)
    else this.#byChat.delete(chatId)
  }

  #read(key: string): Draft | null {
    const chatId = key.slice(this.#prefix.length)
    const draft = revive(key) as Draft | null
    if (draft) this.#byChat.set(chatId, draft)
    else this.#byChat.delete(chatId)
    return draft
  }
}

export const drafts = new Drafts()

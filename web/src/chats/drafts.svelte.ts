/** Texts begun and not sent, kept on this device, one for each chat. */
import { SvelteMap } from 'svelte/reactivity'
import { each, remember, revive } from '../core/memory'

interface Draft {
  text: string
  /** When it was begun: a chat with a draft stands where a message of that time would put it. */
  since: string
}

class Drafts {
  readonly #byChat = new SvelteMap<string, Draft>()
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
    const draft = text.trim() ? { text, since: this.since(chatId) || new Date().toISOString() } : null
    remember(this.#prefix + chatId, draft && JSON.stringify(draft))
    if (draft) this.#byChat.set(chatId, draft)
    else this.#byChat.delete(chatId)
  }

  /** Those this person left here. */
  restore(userId: string) {
    this.#prefix = `kocmoc.draft.${userId}.`
    for (const key of each(this.#prefix)) this.#read(key)
  }

  /** With `forget` they are also gone from the device. */
  clear(forget = false) {
    if (forget) for (const key of each(this.#prefix)) remember(key, null)
    this.#byChat.clear()
    this.#prefix = ''
  }

  #read(key: string) {
    const chatId = key.slice(this.#prefix.length)
    const draft = revive(key) as Draft | null
    if (draft) this.#byChat.set(chatId, draft)
    else this.#byChat.delete(chatId)
  }
}

export const drafts = new Drafts()
